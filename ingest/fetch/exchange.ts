import type { Agent, Dispatcher } from 'undici'
import type { AddressPolicy } from './address-policy.js'
import { createCheckedConnector, type ResolveHost } from './checked-connector.js'
import { fetchFailed, toFetchFailure } from './fetch-failure.js'
import { ACCEPTED_ENCODINGS, readBody } from './read-body.js'

export interface ExchangeOptions {
  /** Checked. */
  readonly url: URL
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  readonly maxBytes: number
  readonly onLimit: 'fail' | 'cut'
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** One request and what came back, whatever its status. */
export interface Exchange {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly bytes: Uint8Array
}

const CONNECT_TIMEOUT_MS = 10_000
/** Silence before the first byte, and between two. */
const IDLE_TIMEOUT_MS = 15_000
const MAX_HEADER_BYTES = 32 * 1024
const MAX_DUMPED_BYTES = 64 * 1024
const KEEP_ALIVE_MS = 4000

/** Connections that can only be made to checked addresses. The library is loaded here, at the first use. */
export async function openAgent(options: {
  readonly policy: AddressPolicy
  readonly resolve: ResolveHost
}): Promise<Agent> {
  const { Agent, buildConnector } = await import('undici')
  return new Agent({
    connect: createCheckedConnector({ ...options, build: buildConnector, timeoutMs: CONNECT_TIMEOUT_MS }),
    headersTimeout: IDLE_TIMEOUT_MS,
    bodyTimeout: IDLE_TIMEOUT_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  })
}

/** @throws {AppError} `fetch_failed`, `fetch_refused`, `fetch_too_large`; the signal's reason when it aborts */
export async function exchange(agent: Agent, options: ExchangeOptions): Promise<Exchange> {
  const { url, signal, timeoutMs } = options
  const timeout = AbortSignal.timeout(Math.max(1, Math.floor(timeoutMs)))
  const either = AbortSignal.any(signal === undefined ? [timeout] : [signal, timeout])
  try {
    either.throwIfAborted()
    const answer = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: options.method,
      headers: { 'accept-encoding': ACCEPTED_ENCODINGS, accept: '*/*', ...options.headers },
      body: options.body ?? null,
      signal: either,
    })
    return await receive(answer, options)
  } catch (error) {
    signal?.throwIfAborted()
    if (timeout.aborted)
      throw fetchFailed(url, 'It took longer than YOUJU_FETCH_TIMEOUT_MS.', { cause: error })
    throw toFetchFailure(error, url)
  }
}

async function receive(
  { statusCode: status, headers: received, body }: Dispatcher.ResponseData,
  { url, maxBytes, onLimit }: ExchangeOptions,
): Promise<Exchange> {
  const headers = Object.fromEntries(
    Object.entries(received).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
  // What a redirect or an error page says is of no use; a short one is let by, so that the connection can be kept.
  if (status < 200 || status >= 300) {
    await body.dump({ limit: MAX_DUMPED_BYTES })
    return { status, headers, bytes: new Uint8Array() }
  }
  const bytes = await readBody(body, { url, encoding: headers['content-encoding'], maxBytes, onLimit })
  return { status, headers, bytes }
}
