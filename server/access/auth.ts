import { AppError } from '../../core/errors.js'
import { LOCAL_OWNER } from '../../core/owner.js'

/**
 * Rights in rising order: each role may do what the ones before it may. `anyone` needs no key; `widget` is a
 * visitor of a site that shows the widget.
 */
export const ROLES = ['anyone', 'widget', 'reader', 'writer', 'admin'] as const

export type Role = (typeof ROLES)[number]

/** What a caller may use up. What is left out is not limited. */
export interface CallerLimits {
  /** Whom it is counted against, together with all others of the same: a site. */
  readonly subject: string
  readonly questionsPerDay: number | null
  readonly modelTokensPerDay: number | null
}

/** Who is asking, as far as rights go. Handlers ask rights.ts what it may see. */
export interface Caller {
  readonly kind: 'loopback' | 'key' | 'widget' | 'anonymous'
  /** Owner of what the caller makes: the id of a key, of a visitor of a site, or `LOCAL_OWNER`. */
  readonly id: string
  readonly role: Role
  /** The collections that it may read, or write if its role may; undefined: all there are and will be. */
  readonly collections: readonly string[] | undefined
  readonly limits?: CallerLimits | undefined
  /** Where the request came from, behind the proxies that are trusted. */
  readonly address?: string | undefined
}

/** The operator of this machine: everything is theirs. */
export const LOOPBACK_CALLER: Caller = {
  kind: 'loopback',
  id: LOCAL_OWNER,
  role: 'admin',
  collections: undefined,
}

/** Somebody who showed no key. */
export const ANONYMOUS_CALLER: Caller = {
  kind: 'anonymous',
  id: 'anonymous',
  role: 'anyone',
  collections: [],
}

/** @throws {AppError} `unauthenticated` for somebody without a key, `forbidden` when the role is below the needed one */
export function requireRole(caller: Caller, needed: Role): Caller {
  if (ROLES.indexOf(caller.role) >= ROLES.indexOf(needed)) return caller
  if (caller.kind === 'anonymous') throw unauthenticated()
  throw new AppError('forbidden', `This needs the role ${needed}; the caller has the role ${caller.role}.`)
}

/** The same for a key that is missing, malformed, wrong, expired or revoked: nothing is told of keys. */
export function unauthenticated(): AppError {
  return new AppError(
    'unauthenticated',
    'This needs a key that is in force: send Authorization: Bearer <key>. The operator makes one with ' +
      '`youju keys create`.',
  )
}
