import type { ErrorCode } from '../core/errors.js'
import type { Wire } from '../server/shapes/response-schemas.js'

/** What only the caller's side can know: no answer came, none in time, or none that Youju gives. */
export type ClientErrorCode = 'unreachable' | 'no_answer_in_time' | 'unexpected_answer'

export interface YoujuErrorFacts {
  readonly code: ErrorCode | ClientErrorCode
  readonly message: string
  readonly status?: number | undefined
  readonly requestId?: string | undefined
  readonly errors?: Wire<'Problem'>['errors']
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}

/** A call that failed. Decide by `code`, never by the words; docs/errors.md lists the server's codes. */
export class YoujuError extends Error {
  readonly code: ErrorCode | ClientErrorCode
  /** HTTP status; null when there was no answer. */
  readonly status: number | null
  /** Names the request in the server's log; null when there was no answer. */
  readonly requestId: string | null
  /** With `invalid_request`: each path that is wrong. */
  readonly errors: NonNullable<Wire<'Problem'>['errors']>
  /** What the server asked to wait before another try, milliseconds; null when it did not. */
  readonly retryAfterMs: number | null

  constructor({ code, message, cause, ...facts }: YoujuErrorFacts) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'YoujuError'
    this.code = code
    this.status = facts.status ?? null
    this.requestId = facts.requestId ?? null
    this.errors = facts.errors ?? []
    this.retryAfterMs = facts.retryAfterMs ?? null
  }
}

/** @param problem what came as the body or as the last event of a stream, of any shape */
export function errorFromProblem(problem: unknown, response?: Response): YoujuError {
  const { code, detail, status, request_id, errors } = (
    typeof problem === 'object' && problem !== null ? problem : {}
  ) as Partial<Wire<'Problem'>>
  const seconds = Number(response?.headers.get('retry-after') ?? Number.NaN)
  const about = {
    status: response?.status ?? status,
    requestId: request_id ?? response?.headers.get('x-request-id') ?? undefined,
    retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined,
  }
  if (typeof code === 'string' && typeof detail === 'string')
    return new YoujuError({ ...about, code, message: detail, errors })
  const message = `The server answered ${response?.status ?? 'with'} something that Youju does not.`
  return new YoujuError({ ...about, code: 'unexpected_answer', message })
}
