/**
 * One table for every failure a caller can meet: the stable `code`, the HTTP status, the exit code of the
 * command line and a short English title. docs/errors.md explains each in words; a test keeps both equal.
 */
export const ERROR_TABLE = {
  invalid_request: { status: 400, exitCode: 2, title: 'The request is not valid' },
  malformed_json: { status: 400, exitCode: 2, title: 'The body is not valid JSON' },
  empty_question: { status: 400, exitCode: 2, title: 'The question has no searchable text' },
  invalid_cursor: { status: 400, exitCode: 2, title: 'The paging cursor is not valid' },
  unauthenticated: { status: 401, exitCode: 4, title: 'No key, or none that is in force' },
  forbidden_origin: { status: 403, exitCode: 4, title: 'This page or program may not do that' },
  forbidden: { status: 403, exitCode: 4, title: 'This caller may not do that' },
  collection_not_found: { status: 404, exitCode: 3, title: 'No such collection' },
  document_not_found: { status: 404, exitCode: 3, title: 'No such document' },
  answer_not_found: { status: 404, exitCode: 3, title: 'No such answer' },
  evaluation_not_found: { status: 404, exitCode: 3, title: 'No such measured run' },
  webhook_not_found: { status: 404, exitCode: 3, title: 'No such webhook' },
  curated_not_found: { status: 404, exitCode: 3, title: 'No such curated answer' },
  channel_not_found: { status: 404, exitCode: 3, title: 'No such channel' },
  job_not_found: { status: 404, exitCode: 3, title: 'No such job' },
  key_not_found: { status: 404, exitCode: 3, title: 'No such key' },
  site_not_found: { status: 404, exitCode: 3, title: 'No such site' },
  source_not_found: { status: 404, exitCode: 3, title: 'No such source' },
  route_not_found: { status: 404, exitCode: 3, title: 'No such address' },
  method_not_allowed: { status: 405, exitCode: 3, title: 'This address does not take that method' },
  not_acceptable: { status: 406, exitCode: 2, title: 'None of the accepted media types is served here' },
  request_timeout: { status: 408, exitCode: 8, title: 'The request did not arrive in time' },
  source_shrunk: { status: 409, exitCode: 5, title: 'Much of the source is gone at once' },
  collection_protected: { status: 409, exitCode: 5, title: 'The default collection cannot be removed' },
  job_not_retryable: { status: 409, exitCode: 5, title: 'The job is not in a state that allows this' },
  evaluation_regressed: { status: 409, exitCode: 13, title: 'A figure got worse than in the kept run' },
  too_many_pins: { status: 409, exitCode: 5, title: 'As many documents are pinned as may be' },
  too_many_webhooks: { status: 409, exitCode: 5, title: 'There are as many webhooks as there may be' },
  too_many_curated: {
    status: 409,
    exitCode: 5,
    title: 'There are as many curated questions as there may be',
  },
  curated_conflict: { status: 409, exitCode: 5, title: 'Another curated answer has that question' },
  body_too_large: { status: 413, exitCode: 2, title: 'The body is larger than the limit' },
  unsupported_media_type: { status: 415, exitCode: 2, title: 'The body has an unsupported media type' },
  unreadable_document: { status: 422, exitCode: 6, title: 'The document could not be read' },
  curated_quote_not_found: { status: 422, exitCode: 6, title: 'A quote is not in its document' },
  curated_unsupported: { status: 422, exitCode: 6, title: 'The quotes do not support what is said' },
  empty_document: { status: 422, exitCode: 6, title: 'The document has no text' },
  fetch_refused: { status: 422, exitCode: 4, title: 'The address may not be fetched' },
  robots_disallowed: { status: 422, exitCode: 4, title: 'The site asks robots not to read this' },
  fetch_too_large: { status: 422, exitCode: 6, title: 'What the address holds is larger than the limit' },
  rate_limited: { status: 429, exitCode: 7, title: 'Too many requests within a minute' },
  too_many_requests: { status: 429, exitCode: 7, title: 'Too many requests at once' },
  too_many_attempts: { status: 429, exitCode: 7, title: 'Too many keys shown in vain' },
  budget_exhausted: { status: 429, exitCode: 7, title: 'The budget of the day is used up' },
  headers_too_large: { status: 431, exitCode: 2, title: 'The request headers are larger than the limit' },
  internal_error: { status: 500, exitCode: 1, title: 'Something failed on the server' },
  embedding_failed: { status: 503, exitCode: 8, title: 'Texts could not be turned into vectors' },
  model_unavailable: { status: 503, exitCode: 8, title: 'The model could not be loaded or reached' },
  model_not_configured: { status: 503, exitCode: 8, title: 'No language model is configured' },
  model_refused: { status: 503, exitCode: 8, title: 'The language model refused the request' },
  model_budget_exhausted: { status: 503, exitCode: 8, title: 'The tokens of the language model are used up' },
  model_busy: { status: 503, exitCode: 8, title: 'The language model is busy' },
  model_timed_out: { status: 503, exitCode: 8, title: 'The language model took too long' },
  model_unusable: { status: 503, exitCode: 8, title: 'The output of the language model cannot be used' },
  model_unsupported: { status: 503, exitCode: 8, title: 'The sources do not support what the model wrote' },
  reranker_failed: { status: 503, exitCode: 8, title: 'The reranking service cannot be used' },
  timed_out: { status: 503, exitCode: 8, title: 'The work took longer than the limit' },
  shutting_down: { status: 503, exitCode: 8, title: 'The server is stopping' },
  archive_busy: { status: 503, exitCode: 9, title: 'Another process holds the data directory' },
  archive_damaged: { status: 503, exitCode: 10, title: 'The database cannot be read' },
  archive_too_new: { status: 503, exitCode: 10, title: 'The database was written by a newer Youju' },
  archive_too_old: { status: 503, exitCode: 10, title: 'The database was written by an older Youju' },
  archive_missing: { status: 503, exitCode: 3, title: 'There is no archive yet' },
  not_ready: { status: 503, exitCode: 8, title: 'The server is not ready yet' },
  disk_full: { status: 507, exitCode: 11, title: 'The disk is full' },
  invalid_config: { status: 500, exitCode: 2, title: 'A setting is not valid' },
  listen_refused: { status: 500, exitCode: 2, title: 'The server may not listen there without a key' },
  not_built: { status: 500, exitCode: 2, title: 'The package is not built' },
  address_in_use: { status: 500, exitCode: 12, title: 'The port is taken' },
  fetch_failed: { status: 502, exitCode: 12, title: 'The address could not be fetched' },
  backup_refused: { status: 409, exitCode: 5, title: 'No backup may be written there' },
  backup_damaged: { status: 500, exitCode: 10, title: 'The backup is not whole' },
  restore_refused: { status: 409, exitCode: 5, title: 'No backup can be restored there' },
  verification_failed: { status: 500, exitCode: 13, title: 'The archive is not as it should be' },
  server_unreachable: { status: 502, exitCode: 12, title: 'The running server could not be reached' },
} as const satisfies Record<string, { status: number; exitCode: number; title: string }>

export type ErrorCode = keyof typeof ERROR_TABLE

/**
 * An expected failure. `message` is safe to show to the caller: what happened, what was kept, what to do
 * next; never a path, a stack or a secret. Everything that is not an AppError is a defect or the machine's
 * trouble: it is logged with a request id and answered as `internal_error`.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  /** Further members of the problem object, such as `{ errors: [{ path, message }] }`. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? {}
  }

  get status(): number {
    return ERROR_TABLE[this.code].status
  }

  get exitCode(): number {
    return ERROR_TABLE[this.code].exitCode
  }

  get title(): string {
    return ERROR_TABLE[this.code].title
  }
}
