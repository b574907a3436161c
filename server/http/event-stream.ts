import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** A server-sent event stream that never buffers without bound. */
export interface EventStream {
  /** True once the first byte (an event or a keep-alive comment) went out; before that a problem can still be sent. */
  readonly opened: boolean
  /**
   * Queues an event; `data` is sent as one line of JSON. Does nothing once the stream was ended or closed.
   * @param event its name; null: an unnamed one
   */
  send(event: string | null, data: unknown): void
  /** Queues an unnamed event whose data is this line as it is. */
  sendLine(line: string): void
  /** Resolves when everything queued was handed to the network, or the reader has gone. */
  end(): Promise<void>
  /** Stops the keep-alive without ending the response. */
  dispose(): void
}

export interface EventStreamOptions {
  /** Time between keep-alive comments, milliseconds. */
  readonly heartbeatMs: number
  /** A reader that leaves more than this unread is disconnected. */
  readonly maxBufferedBytes: number
  /** So is one that takes nothing for this long, milliseconds. */
  readonly maxStallMs: number
}

/** Nothing is sent before the first event or the first heartbeat, so that an early failure keeps its HTTP status. */
export function openEventStream(response: ServerResponse, options: EventStreamOptions): EventStream {
  const queue: string[] = []
  let bufferedBytes = 0
  let flushed = Promise.resolve()
  let ended = false

  const flush = async (): Promise<void> => {
    for (let chunk = queue.shift(); chunk !== undefined && !response.destroyed; chunk = queue.shift()) {
      const writable = response.write(chunk)
      bufferedBytes -= Buffer.byteLength(chunk)
      if (!writable) await drained(response, options.maxStallMs)
    }
  }
  const write = (chunk: string): void => {
    if (ended || response.destroyed || response.writableEnded) return
    if (!response.headersSent) writeHead(response)
    queue.push(chunk)
    bufferedBytes += Buffer.byteLength(chunk)
    if (bufferedBytes > options.maxBufferedBytes) response.destroy()
    else flushed = flushed.then(flush)
  }
  const heartbeat = setInterval(() => {
    write(': keep-alive\n\n')
  }, options.heartbeatMs)
  heartbeat.unref()
  const dispose = (): void => {
    clearInterval(heartbeat)
  }

  return {
    get opened() {
      return response.headersSent
    },
    send(event, data) {
      write(`${event === null ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`)
    },
    sendLine(line) {
      write(`data: ${line}\n\n`)
    },
    async end() {
      ended = true
      dispose()
      await flushed
      if (!response.destroyed) response.end()
    },
    dispose,
  }
}

function writeHead(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  })
}

/** Waits until the reader has taken what was written; one that takes nothing for too long is disconnected. */
export async function drained(response: ServerResponse, maxStallMs: number): Promise<void> {
  if (response.destroyed) return
  const stop = new AbortController()
  const timer = setTimeout(() => response.destroy(), maxStallMs)
  await Promise.race([
    once(response, 'drain', { signal: stop.signal }),
    once(response, 'close', { signal: stop.signal }),
  ])
    .catch(() => undefined)
    .finally(() => {
      clearTimeout(timer)
      stop.abort()
    })
}
