import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import { createFetcher, type Fetcher, type FetcherOptions } from '../../../ingest/fetch/fetcher.js'
import type { Waiting } from '../../../ingest/fetch/host-turns.js'

/** A web server of a test, and what it was asked. */
export interface Site {
  readonly url: string
  readonly port: number
  readonly requests: IncomingMessage[]
  /** Paths with their queries, without robots.txt. */
  readonly paths: () => string[]
  readonly close: () => Promise<void>
}

export async function openSite(answer: RequestListener): Promise<Site> {
  const requests: IncomingMessage[] = []
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ...{ url: `http://127.0.0.1:${port}`, port, requests },
    paths: () => requests.flatMap(({ url = '' }) => (url === '/robots.txt' ? [] : [url])),
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Time that passes when somebody waits, and what was waited for. */
export function passingTime(): Waiting & { readonly waits: number[] } {
  let nowMs = Date.parse('2026-01-01T00:00:00Z')
  const waits: number[] = []
  return {
    waits,
    nowMs: () => nowMs,
    wait(ms, signal) {
      signal?.throwIfAborted()
      waits.push(ms)
      nowMs += ms
      return Promise.resolve()
    },
  }
}

/** A fetcher that may ask this machine. */
export function openFetcher(options: Partial<FetcherOptions> = {}): Fetcher {
  return createFetcher({
    allowedHosts: '127.0.0.0/8',
    userAgent: 'YoujuBot/1.0',
    robots: false,
    delayMs: 0,
    maxBytes: 1_000_000,
    timeoutMs: 10_000,
    ...options,
  })
}

/** Sites and fetchers of the tests of a file, closed after the test that opened them. */
export function setWebStage() {
  const opened: { close(): Promise<void> }[] = []
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(one => one.close()))
  })
  const closedLater = <T extends { close(): Promise<void> }>(made: T): T => {
    opened.push(made)
    return made
  }
  return {
    site: async (answer: RequestListener): Promise<Site> => closedLater(await openSite(answer)),
    fetcher: (options: Partial<FetcherOptions> = {}): Fetcher => closedLater(openFetcher(options)),
  }
}

export const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

export function redirect(response: ServerResponse, to: string, status = 302): void {
  response.writeHead(status, { location: to }).end('moved')
}
