import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The page of somebody else's site, on a free port of the loopback. */
export interface HostSite {
  readonly url: string
  /** What the page holds from now on, and under which content security policy; '' for none. */
  show(content: string, policy?: string): void
  close(): Promise<void>
}

export async function startHostSite(): Promise<HostSite> {
  let content = ''
  let policy = ''
  const server = createServer((_request, response) => {
    const headers = policy === '' ? {} : { 'content-security-policy': policy }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers })
    response.end(
      `<!doctype html><html lang="zh-CN"><title>岛城晚报</title><main><h1>岛城晚报</h1></main>${content}`,
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show(body, csp = '') {
      content = body
      policy = csp
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => {
          resolve()
        })
      }),
  }
}
