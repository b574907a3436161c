import type { ErrorCode } from '../../core/errors.js'
import type { Problem } from '../http/problem.js'
import type { Wire } from '../shapes/response-schemas.js'

/** OpenAI's `type` by HTTP status; what is not listed is the server's trouble. */
const TYPES: Readonly<Record<number, string | undefined>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'invalid_request_error',
  405: 'invalid_request_error',
  406: 'invalid_request_error',
  408: 'timeout',
  413: 'invalid_request_error',
  415: 'invalid_request_error',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
}

/** Where OpenAI's clients know a code for what happened, they get theirs. */
const CODES: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'invalid_api_key',
  collection_not_found: 'model_not_found',
  rate_limited: 'rate_limit_exceeded',
  too_many_requests: 'rate_limit_exceeded',
}

/** A failure as OpenAI's clients expect it; `code` is ours where theirs have none of that meaning. */
export const OPENAI_ERROR_FORMAT = {
  mediaType: 'application/json',
  shape: 'OpenAiError',
  event: null,
  render: ({ status, detail, code, request_id, errors }: Problem): Wire<'OpenAiError'> => ({
    error: {
      message: detail,
      type: TYPES[status] ?? 'server_error',
      param: paramOf(code, errors?.[0]?.path),
      code: CODES[code] ?? code,
      request_id,
    },
  }),
} as const

/** `body.messages[0].content` as `messages[0].content`. */
function paramOf(code: ErrorCode, path: string | undefined): string | null {
  if (code === 'collection_not_found') return 'model'
  return path?.replace(/^(?:body|path|query)\.?/, '') || null
}
