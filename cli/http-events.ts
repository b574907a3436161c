import { readEvents, type ServerEvent } from '../client/read-events.js'
import { AppError } from '../core/errors.js'
import { failureOf, unreachable } from './http-failure.js'

/** A server says every 15 s at least that it is still there. */
const SILENCE_MS = 45_000

export interface HttpEventsOptions {
  readonly token: string | null | undefined
  /** Ends the stream without an error. */
  readonly signal: AbortSignal
}

/**
 * The events of one address until the stream ends. By fetch, whose limits do no harm here: a stream is never silent
 * for as long as an import may be.
 * @throws {AppError} as the route fails, at once or with its last event; `server_unreachable` when the connection is lost
 */
export async function* httpEvents(
  address: URL,
  { token, signal }: HttpEventsOptions,
): AsyncGenerator<ServerEvent> {
  const silence = new AbortController()
  const timer = setTimeout(() => {
    silence.abort(new Error(`nothing was heard for ${SILENCE_MS} ms`))
  }, SILENCE_MS)
  try {
    const response = await fetch(address, {
      headers: { accept: 'text/event-stream', ...(token && { authorization: `Bearer ${token}` }) },
      signal: AbortSignal.any([signal, silence.signal]),
    })
    const { ok, status, body } = response
    if (!ok || body === null) throw failureOf({ status, text: await response.text() }, address.origin)
    for await (const event of readEvents(body, () => timer.refresh())) {
      if (event.event === 'error') throw failureOf({ status, text: event.data }, address.origin)
      yield event
    }
  } catch (error) {
    if (signal.aborted) return
    throw error instanceof AppError ? error : unreachable(address.origin, error)
  } finally {
    clearTimeout(timer)
  }
}
