import type { ServerResponse } from 'node:http'
import { AppError, type ErrorCode } from '../../core/errors.js'
import type { FailureFormat } from './failure-format.js'

/** RFC 9457 problem details, as every failed request is answered. */
export interface Problem {
  /** `urn:youju:error:<code>`; docs/errors.md explains each code. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** Stable; programs decide by it. */
  readonly code: ErrorCode
  readonly request_id: string
  /** As `Retry-After`, where it is not the same every time. */
  readonly retry_after_seconds?: number
  /** `invalid_request`: each path that is wrong and what is wrong with it. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}

const RETRY_AFTER_SECONDS = {
  too_many_requests: 1,
  rate_limited: 60,
  too_many_attempts: 60,
  shutting_down: 5,
  not_ready: 5,
} as const

const GENERIC_DETAIL =
  'The request failed on the server and was not completed. The log holds the cause under this request id; try again, and report it if it stays.'

export function toProblem(error: AppError, requestId: string): Problem {
  return {
    ...error.details,
    type: `urn:youju:error:${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.message,
    code: error.code,
    request_id: requestId,
  }
}

/** RFC 9457, the form of every route that declares no other. */
export const PROBLEM_FORMAT = {
  mediaType: 'application/problem+json',
  shape: 'Problem',
  event: 'error',
  render: (problem: Problem): Problem => problem,
} as const

/** Answers with the problem, unless an answer was begun already. */
export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  format: Pick<FailureFormat, 'mediaType' | 'render'> = PROBLEM_FORMAT,
): void {
  if (response.headersSent || response.destroyed) return
  const usual = (RETRY_AFTER_SECONDS as Partial<Record<ErrorCode, number>>)[problem.code]
  const retryAfter = problem.retry_after_seconds ?? usual
  if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter)
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="youju"')
  response.statusCode = problem.status
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Type', `${format.mediaType}; charset=utf-8`)
  response.end(JSON.stringify(format.render(problem)))
}

/** The failures of Express and its body parser by their `type`, in our codes. */
const PARSER_FAILURES: Readonly<Record<string, { code: ErrorCode; detail: string } | undefined>> = {
  'entity.parse.failed': { code: 'malformed_json', detail: 'The body is not valid JSON.' },
  'entity.verify.failed': { code: 'malformed_json', detail: 'The body is not valid UTF-8.' },
  'entity.too.large': {
    code: 'body_too_large',
    detail:
      'The body is larger than YOUJU_BODY_MAX_BYTES allows; nothing was kept. Send it in smaller parts.',
  },
  'nesting.too.deep': { code: 'invalid_request', detail: 'The body is nested deeper than 64 levels.' },
  'encoding.unsupported': {
    code: 'unsupported_media_type',
    detail: 'The Content-Encoding is not supported: use gzip, deflate, br or none.',
  },
  'charset.unsupported': { code: 'unsupported_media_type', detail: 'The charset must be UTF-8.' },
  'request.size.invalid': { code: 'invalid_request', detail: 'The body does not have the declared length.' },
}

/** Anything thrown, as a failure that is safe to show. What is not recognised becomes `internal_error`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const { type, status } = (typeof error === 'object' && error !== null ? error : {}) as {
    type?: unknown
    status?: unknown
  }
  const known = typeof type === 'string' ? PARSER_FAILURES[type] : undefined
  if (known !== undefined) return new AppError(known.code, known.detail, { cause: error })
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new AppError('invalid_request', 'The address or the encoding of the body is malformed.', {
      cause: error,
    })
  }
  return new AppError('internal_error', GENERIC_DETAIL, { cause: error })
}
