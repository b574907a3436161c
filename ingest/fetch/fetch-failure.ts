import { AppError } from '../../core/errors.js'
import { shownUrl } from './check-url.js'

/** What the network's error codes mean to people. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The name of the host is not known.',
  EAI_AGAIN: 'The name service did not answer.',
  ECONNREFUSED: 'Nobody listens there.',
  ECONNRESET: 'The connection was broken off.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network cannot be reached.',
  ETIMEDOUT: 'The host did not take the connection in time.',
  UND_ERR_CONNECT_TIMEOUT: 'The host did not take the connection in time.',
  UND_ERR_HEADERS_TIMEOUT: 'The host did not begin to answer in time.',
  UND_ERR_BODY_TIMEOUT: 'The host stopped in the middle of its answer.',
  UND_ERR_HEADERS_OVERFLOW: 'The headers of the answer are too large.',
  UND_ERR_SOCKET: 'The connection was broken off.',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'The answer is not as long as it says.',
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'Its certificate is signed by nobody else.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its certificate is signed by nobody known (NODE_EXTRA_CA_CERTS adds one).',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'Its certificate is signed by nobody known (NODE_EXTRA_CA_CERTS adds one).',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another host.',
  EPROTO: 'It does not speak TLS there.',
  ERR_SSL_WRONG_VERSION_NUMBER: 'It does not speak TLS there.',
}

/** Whose work was stopped knows why; everything else is told in words. */
export function toFetchFailure(error: unknown, url: URL): unknown {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  if (code === undefined || code === 'UND_ERR_ABORTED' || code === 'ABORT_ERR') return error
  return fetchFailed(url, reasonOf(code), { cause: error })
}

function reasonOf(code: string): string {
  if (code.startsWith('HPE_')) return 'What it answered is not HTTP.'
  return REASONS[code] ?? `The connection failed (${code}).`
}

/** Several addresses of one host were tried: the first failure speaks for all. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  if (!(error instanceof Error)) return undefined
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause)
}

export function fetchFailed(
  url: URL,
  reason: string,
  options: { readonly cause?: unknown; readonly details?: Record<string, unknown> } = {},
): AppError {
  return new AppError('fetch_failed', `${shownUrl(url)} could not be fetched. ${reason}`, options)
}

export function tooLarge(url: URL, what: string, maxBytes: number): AppError {
  return new AppError(
    'fetch_too_large',
    `${shownUrl(url)} was not read to its end: ${what} is larger than ${maxBytes} bytes (YOUJU_FETCH_MAX_BYTES).`,
  )
}
