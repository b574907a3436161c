import type { IncomingMessage } from 'node:http'
import { AppError } from '../../core/errors.js'
import { ANONYMOUS_CALLER, LOOPBACK_CALLER, unauthenticated, type Caller } from './auth.js'
import { requireLoopbackCaller } from '../http/loopback.js'
import { isCsrfTokenOf, type BrowserSession, type BrowserSessions } from './browser-sessions.js'
import { readCookie, SESSION_COOKIE } from './cookie.js'
import type { FailureThrottle } from './failure-throttle.js'
import type { KeyRing } from './key-ring.js'
import { isSameSecret } from './key-token.js'
import type { SiteBook } from './site-book.js'

/** Who is asking, and what kept them from being more. */
export interface Authentication {
  readonly caller: Caller
  /** Why what was shown does not count; thrown where somebody with a right is needed. */
  readonly failure?: AppError | undefined
  /** It happened often before: once more is not worth a line of the audit log. */
  readonly isRepeated?: boolean | undefined
  /** Signed in by a browser's cookie. */
  readonly session?: { readonly cookie: string; readonly session: BrowserSession } | undefined
}

export interface AuthenticationParts {
  readonly keys: KeyRing
  readonly sites: SiteBook
  readonly sessions: BrowserSessions
  readonly throttle: FailureThrottle
  /** Right of whoever can read the data directory of this process: the operator. */
  readonly operatorToken: string
}

const BEARER = /^bearer +(\S+) *$/i
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Says who is asking. Until the first key is made, every caller that provably sits on this machine is its
 * operator, and everybody else is refused; from then on only what is shown counts: a key, a session of a
 * browser or of the widget, or the operator's own token.
 * @throws {AppError} `forbidden_origin` without keys, for whoever is not provably on this machine
 */
export function authenticate(
  request: IncomingMessage,
  parts: AuthenticationParts & { readonly address: string | undefined },
): Authentication {
  const { origin } = request.headers
  if (parts.keys.isEmpty) {
    const isSite = parts.sites.isSiteOrigin(origin)
    requireLoopbackCaller(request, { anyOrigin: isSite })
    // A page of another origin never inherits the operator's right.
    if (!isSite) return withoutKeys(request, parts)
  }
  const authorization = request.headers.authorization
  if (authorization !== undefined) return byToken(authorization, request, parts)
  return bySession(request, parts) ?? { caller: ANONYMOUS_CALLER }
}

/** Clients that always send a key, such as OpenAI's, are taken for what they are: programs on this machine. */
function withoutKeys({ headers }: IncomingMessage, { sites }: AuthenticationParts): Authentication {
  const token = tokenOf(headers.authorization)
  if (token?.startsWith('yw_') !== true) return { caller: LOOPBACK_CALLER }
  const caller = sites.find(token, headers.origin)
  return caller === undefined ? { caller: ANONYMOUS_CALLER, failure: unauthenticated() } : { caller }
}

function byToken(
  authorization: string,
  request: IncomingMessage,
  { address, ...parts }: AuthenticationParts & { readonly address: string | undefined },
): Authentication {
  const token = tokenOf(authorization) ?? ''
  if (isSameSecret(token, parts.operatorToken)) return { caller: LOOPBACK_CALLER }
  if (!token.startsWith('yw_')) return checkKey(token, address, parts)
  // Sessions of the widget end every few minutes; that is no guessing.
  const caller = parts.sites.find(token, request.headers.origin)
  return caller === undefined ? { caller: ANONYMOUS_CALLER, failure: unauthenticated() } : { caller }
}

/** The caller whose key it is; what is shown in vain is counted. */
export function checkKey(
  key: string,
  address: string | undefined,
  { keys, throttle }: Pick<AuthenticationParts, 'keys' | 'throttle'>,
): Authentication {
  const caller = keys.find(key)
  if (caller !== undefined) return { caller }
  const count = throttle.note(address ?? '')
  const failure = throttle.isOver(count) ? tooManyAttempts() : unauthenticated()
  return { caller: ANONYMOUS_CALLER, failure, isRepeated: throttle.isOver(count - 1) }
}

function tokenOf(authorization: string | undefined): string | undefined {
  return BEARER.exec(authorization ?? '')?.[1]
}

/** A cookie is sent by the browser unasked, so a request that may change something must prove which page sends it. */
function bySession(
  request: IncomingMessage,
  { keys, sessions }: AuthenticationParts,
): Authentication | undefined {
  const cookie = readCookie(request.headers.cookie, SESSION_COOKIE)
  const session = cookie === undefined ? undefined : sessions.use(cookie)
  if (cookie === undefined || session === undefined) return undefined
  const caller = keys.callerOf(session.keyId)
  if (caller === undefined) {
    sessions.close(cookie)
    return undefined
  }
  const given = request.headers['x-youju-csrf']
  const isProven =
    READING.has(request.method ?? '') ||
    (isOwnOrigin(request) && isCsrfTokenOf(session, typeof given === 'string' ? given : undefined))
  return isProven
    ? { caller, session: { cookie, session } }
    : { caller: ANONYMOUS_CALLER, failure: forgedRequest() }
}

/** Whether a browser says that a page of this very server sends it. Behind a proxy the Host must be passed on. */
export function isOwnOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false
  return new URL(origin).host === host.toLowerCase()
}

function forgedRequest(): AppError {
  return new AppError(
    'forbidden_origin',
    'Refused: signed in by a cookie, a change needs the header X-Youju-Csrf of this session, sent by a page of ' +
      'this server. Load the page again.',
  )
}

function tooManyAttempts(): AppError {
  return new AppError(
    'too_many_attempts',
    'Too many keys that are not in force were shown from this address. Wait a minute, and check the key.',
  )
}
