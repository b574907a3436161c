import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/errors.js'
import { requireLoopbackCaller } from './loopback.js'

/** Rights in rising order: each role may do what the ones before it may. */
const ROLES = ['reader', 'writer', 'admin'] as const

export type Role = (typeof ROLES)[number]

/** Who is asking, as far as rights go. */
export interface Caller {
  readonly role: Role
}

/**
 * Says who is asking. This version has no keys: every caller that provably sits on this machine is an
 * administrator and everybody else is refused. Keys will be looked up here and nowhere else.
 * @throws {AppError} `forbidden_origin`
 */
export function authenticate(request: IncomingMessage): Caller {
  requireLoopbackCaller(request)
  return { role: 'admin' }
}

/** @throws {AppError} `forbidden` when nobody was authenticated or the role is below the one that is needed */
export function requireRole(caller: Caller | undefined, needed: Role): Caller {
  if (caller !== undefined && ROLES.indexOf(caller.role) >= ROLES.indexOf(needed)) return caller
  throw new AppError(
    'forbidden',
    `This needs the role ${needed}; the caller has the role ${caller?.role ?? 'none'}.`,
  )
}
