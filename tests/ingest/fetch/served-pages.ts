import type { ServerResponse } from 'node:http'

export interface ServedPage {
  readonly body: string | Buffer
  readonly type?: string
  readonly etag?: string
  readonly status?: number
}

/** Answers with a page, as a site does: 404 when there is none, 304 when the asker knows it. */
export function servePage(
  page: ServedPage | undefined,
  known: string | undefined,
  response: ServerResponse,
): void {
  if (page === undefined) response.writeHead(404).end()
  else if (page.etag !== undefined && page.etag === known) response.writeHead(304).end()
  else {
    if (page.etag !== undefined) response.setHeader('ETag', page.etag)
    const type = page.type ?? 'text/html; charset=utf-8'
    response.writeHead(page.status ?? 200, { 'content-type': type }).end(page.body)
  }
}

export const html = (title: string, text: string, links: readonly string[] = []) =>
  `<html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p>` +
  `${links.map(link => `<a href="${link}">x</a>`).join('')}</body></html>`
