/** Failures that happen on this side of the network; every other code is the server's own. */
export type LocalFailureCode = 'offline' | 'unreachable' | 'interrupted'

/** A request that did not succeed, in the terms a page can explain to a person. */
export class ApiFailure extends Error {
  /** A stable code of the server (docs/errors.md) or a LocalFailureCode. */
  readonly code: string
  /** The server asked to wait this long; null when it did not say. */
  readonly retryAfterSeconds: number | null
  /** Finds the cause in the server's log; null when no response arrived. */
  readonly requestId: string | null

  constructor(
    code: string,
    options: { detail?: string; retryAfterSeconds?: number | null; requestId?: string | null } = {},
  ) {
    super(options.detail ?? code)
    this.name = 'ApiFailure'
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
    this.requestId = options.requestId ?? null
  }
}

/** A problem object (RFC 9457), from a response body or an `error` event. Anything else has the code `http_error`. */
export function failureFromProblem(problem: unknown, retryAfter: string | null = null): ApiFailure {
  const members = typeof problem === 'object' && problem !== null ? (problem as Record<string, unknown>) : {}
  const text = (name: string): string | null => {
    const value = members[name]
    return typeof value === 'string' ? value : null
  }
  return new ApiFailure(text('code') ?? 'http_error', {
    detail: text('detail') ?? text('title') ?? '',
    requestId: text('request_id'),
    retryAfterSeconds: parseRetryAfter(retryAfter),
  })
}

/** `Retry-After` as whole seconds; it may also be a date. */
function parseRetryAfter(header: string | null): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds))
  const milliseconds = Date.parse(header) - Date.now()
  return Number.isNaN(milliseconds) ? null : Math.max(0, Math.ceil(milliseconds / 1000))
}

/** A `fetch` that rejects with an ApiFailure when no response comes; one that was aborted rejects as ever. */
export async function fetchResponse(address: string, init: RequestInit): Promise<Response> {
  return fetch(address, init).catch((error: unknown) => {
    if (!(error instanceof TypeError)) throw error
    throw new ApiFailure(navigator.onLine ? 'unreachable' : 'offline')
  })
}

/** What a response that is no success says of itself. */
export async function failureOfResponse(response: Response): Promise<ApiFailure> {
  const problem: unknown = await response.json().catch(() => undefined)
  return failureFromProblem(problem, response.headers.get('Retry-After'))
}
