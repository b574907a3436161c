import { randomBytes } from 'node:crypto'
import type { Clock } from '../../core/clock.js'
import { hashSecret, isSameSecret } from './key-token.js'

/** Somebody who signed in with a key in a browser. */
export interface BrowserSession {
  readonly keyId: string
  /** Must come with every request that may change something, as `X-Youju-Csrf`. */
  readonly csrfToken: string
  readonly expiresAt: Date
  /** The browser reached us by https, so its cookie must never travel without. */
  readonly isHttps: boolean
}

/** Without a request for this long it is over. */
export const SESSION_SECONDS = 12 * 60 * 60
/** Most at once; then the one that was used longest ago is over. */
const MAX_SESSIONS = 1000
/** Of these as well. */
const MAX_SESSIONS_OF_A_KEY = 20

/**
 * Who is signed in, in memory only: a restart signs everybody out, and no copy of the data directory holds a
 * session. Under the hash of the cookie, so that a look-up tells nothing by its time.
 */
export class BrowserSessions {
  private readonly sessions = new Map<string, BrowserSession>()

  constructor(private readonly clock: Clock) {}

  /** @returns what the cookie holds, and the session */
  open(keyId: string, isHttps: boolean): { cookie: string; session: BrowserSession } {
    const cookie = randomBytes(32).toString('base64url')
    const csrfToken = randomBytes(32).toString('base64url')
    const session = this.put(hashSecret(cookie), { keyId, csrfToken, isHttps })
    this.closeOldestOf(keyId)
    const [oldest] = this.sessions.keys()
    if (this.sessions.size > MAX_SESSIONS && oldest !== undefined) this.sessions.delete(oldest)
    return { cookie, session }
  }

  /** The session of a cookie, which now lasts anew; undefined when there is none, or it is over. */
  use(cookie: string): BrowserSession | undefined {
    const name = hashSecret(cookie)
    const session = this.sessions.get(name)
    if (session === undefined) return undefined
    this.sessions.delete(name)
    if (this.clock.now() >= session.expiresAt) return undefined
    return this.put(name, session)
  }

  /** Whoever has one key must not be able to sign everybody else out. */
  private closeOldestOf(keyId: string): void {
    const own = [...this.sessions].filter(([, session]) => session.keyId === keyId)
    const [oldest] = own
    if (own.length > MAX_SESSIONS_OF_A_KEY && oldest !== undefined) this.sessions.delete(oldest[0])
  }

  close(cookie: string): void {
    this.sessions.delete(hashSecret(cookie))
  }

  private put(name: string, opened: Omit<BrowserSession, 'expiresAt'>): BrowserSession {
    const expiresAt = new Date(this.clock.now().getTime() + SESSION_SECONDS * 1000)
    const session = { ...opened, expiresAt }
    this.sessions.set(name, session)
    return session
  }
}

export function isCsrfTokenOf({ csrfToken }: BrowserSession, given: string | undefined): boolean {
  return given !== undefined && isSameSecret(given, csrfToken)
}
