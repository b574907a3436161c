import type { Response } from 'express'
import { drained } from './event-stream.js'

/** Media type of one JSON value a line. */
export const NDJSON = 'application/x-ndjson'

const CHUNK_CHARACTERS = 65_536

export interface LinesOptions {
  readonly signal: AbortSignal
  /** A reader that takes nothing for this long is cut off, milliseconds. */
  readonly maxStallMs: number
}

/**
 * One value a line, read as fast as the reader takes them. A failure before the first chunk went out keeps its HTTP
 * status; a later one breaks the connection off, so that nobody takes a part for the whole.
 */
export async function sendLines(
  values: AsyncIterable<unknown>,
  response: Response,
  { signal, maxStallMs }: LinesOptions,
): Promise<void> {
  response.setHeader('Content-Type', `${NDJSON}; charset=utf-8`)
  let waiting = ''
  try {
    for await (const value of values) {
      signal.throwIfAborted()
      waiting += `${JSON.stringify(value)}\n`
      if (waiting.length < CHUNK_CHARACTERS) continue
      if (!response.write(waiting)) await drained(response, maxStallMs)
      waiting = ''
    }
    response.end(waiting)
  } catch (error) {
    if (response.headersSent) response.destroy()
    throw error
  }
}
