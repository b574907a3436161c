import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '../core/config.js'

const HOST = /^[\w.-]{1,253}(?::\d{1,5})?$|^\[[0-9a-f:.]{2,45}\](?::\d{1,5})?$/i

interface Place {
  readonly collection: string
  readonly documentId: string
  readonly url: string | null
  readonly start: number
  readonly end: number
}

/**
 * Where this server is reached, without a slash at the end: YOUJU_PUBLIC_URL, else as the caller reached it.
 * Null when neither is known.
 */
export function serverAddress(
  { YOUJU_PUBLIC_URL: publicUrl }: Pick<Config, 'YOUJU_PUBLIC_URL'>,
  host: IncomingHttpHeaders['host'],
): string | null {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '')
  return host !== undefined && HOST.test(host) ? `http://${host}` : null
}

/** The address of a source: its own, or else our page that opens it at the quoted words. */
export function sourceLink(
  { collection, documentId, url, start, end }: Place,
  server: string | null,
): string {
  if (url !== null) return url
  const words = { collection, document: documentId, start: String(start), end: String(end) }
  return `${server ?? ''}/?${new URLSearchParams(words).toString()}`
}
