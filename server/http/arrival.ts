import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../core/errors.js'

/** Bodies that are written to the disk as they arrive, and may take longer than others. */
export const UPLOAD_TYPES = ['multipart/form-data', 'application/x-ndjson', 'application/jsonl'] as const

/** An answer that came before all of its request gets this long to reach the caller. */
const FLUSH_MS = 1000

/**
 * Holds every request but uploads to its time: Node has one limit for all, which must be that of uploads. And ends
 * a connection whose answer came first, so that nobody holds it by sending on.
 */
export function limitArrival(
  request: IncomingMessage,
  response: ServerResponse,
  { timeoutMs, giveUp }: { readonly timeoutMs: number; giveUp: () => void },
): void {
  limitDeparture(response, timeoutMs)
  if (!hasBody(request)) return
  const timer = isUpload(request)
    ? undefined
    : setTimeout(() => {
        if (!request.complete) giveUp()
      }, timeoutMs)
  response.once('finish', () => {
    if (request.complete) return
    setTimeout(() => {
      // Most have sent the rest meanwhile: their connection is good for the next request.
      if (!request.complete) request.socket.destroy()
    }, FLUSH_MS).unref()
  })
  response.once('close', () => {
    clearTimeout(timer)
  })
}

/** Cuts off a caller that does not take the end of its answer. */
function limitDeparture(response: ServerResponse, timeoutMs: number): void {
  let timer: NodeJS.Timeout | undefined
  // All of it is written, and waits for the caller.
  response.once('prefinish', () => {
    timer = setTimeout(() => response.destroy(), timeoutMs)
  })
  const settle = (): void => {
    clearTimeout(timer)
  }
  response.once('finish', settle)
  response.once('close', settle)
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0
}

export function mediaTypeOf({ headers }: IncomingMessage): string {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

export function isUpload(request: IncomingMessage): boolean {
  return hasBody(request) && (UPLOAD_TYPES as readonly string[]).includes(mediaTypeOf(request))
}

/** Aborts with `request_timeout` when nothing arrives for `timeoutMs`, or nearly twice that. */
export function whileArriving(
  request: IncomingMessage,
  timeoutMs: number,
): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  let seen = request.socket.bytesRead
  const timer = setInterval(() => {
    const { bytesRead } = request.socket
    if (bytesRead === seen && !request.complete) controller.abort(late())
    seen = bytesRead
  }, timeoutMs)
  return {
    signal: controller.signal,
    end() {
      clearInterval(timer)
    },
  }
}

function late(): AppError {
  return new AppError(
    'request_timeout',
    'The upload stood still for too long; nothing of it was kept. Send it again, or raise YOUJU_REQUEST_TIMEOUT_MS.',
  )
}
