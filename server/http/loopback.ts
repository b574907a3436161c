import type { IncomingMessage } from 'node:http'
import { AppError } from '../../core/errors.js'

const FORWARDING_HEADERS = [
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-host',
  'true-client-ip',
  'cf-connecting-ip',
]
const HOST_HEADER = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i
const LOOPBACK_V4 = /^127\.(?:\d{1,3}\.){2}\d{1,3}$/

/** Whether a host name or address, without its port, can only mean this machine. IPv6 with or without brackets. */
export function isLoopbackName(name: string): boolean {
  const bare = name.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  return bare === 'localhost' || bare === '::1' || LOOPBACK_V4.test(bare)
}

/**
 * Lets pass only what a program or a page on this very machine sends. Without keys every caller is an
 * administrator, so a web page of another site, a name that was rebound to 127.0.0.1 and a reverse proxy must
 * never inherit that right.
 * @param options `anyOrigin`: for a caller that gets no right by it
 * @throws {AppError} `forbidden_origin`
 */
export function requireLoopbackCaller(request: IncomingMessage, { anyOrigin = false } = {}): void {
  const address = request.socket.remoteAddress?.replace(/^::ffff:/, '')
  if (address !== undefined && !isLoopbackName(address)) refuse('the caller is not on this machine')
  const host = request.headers.host ?? ''
  const name = HOST_HEADER.exec(host)?.[1]
  if (name === undefined || !isLoopbackName(name)) refuse('the Host is not a loopback name')
  const origin = request.headers.origin
  if (!anyOrigin && origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    refuse("the Origin is another site's")
  }
  const forwarding = Object.keys(request.headers).find(
    header => header.startsWith('x-forwarded') || FORWARDING_HEADERS.includes(header),
  )
  if (forwarding !== undefined) refuse(`the request was forwarded (${forwarding})`)
}

function refuse(reason: string): never {
  throw new AppError(
    'forbidden_origin',
    `Refused: ${reason}. Without keys this server serves programs and its own pages on this machine only, ` +
      'directly: call http://127.0.0.1 or http://localhost, not through a proxy or from another site.',
  )
}
