import type { Sent } from './test-server.js'

/** The largest body that the server under test takes; its documents may have 5,000 characters. */
export const BODY_MAX_BYTES = 20_000

/** A request and the status and code that it must get. */
export type Case = readonly [name: string, path: string, sent: Sent, expected: readonly [number, string]]

export const json = (body: string, headers: Record<string, string> = {}): Sent => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', ...headers },
})
