import type { Response } from 'express'
import type { AuditEntry } from '../../store/access-records.js'
import type { AppError } from '../../core/errors.js'
import type { ServerDeps } from '../deps.js'
import { contextOf, type RequestContext } from '../http/request-context.js'
import { isUnlimited } from './rights.js'
import type { Route } from '../http/route.js'

/** Whether a call of the route is written down when it succeeds: it changes something. */
export function isAudited({ method, audited }: Pick<Route, 'method' | 'audited'>): boolean {
  return audited ?? method !== 'get'
}

/**
 * Whether a failure is a refusal that is written down. Of what is not there for callers with limited rights
 * nobody knows whether it is somebody else's, so each of those is.
 */
export function isRefusal({ status, code }: AppError, { authentication }: RequestContext): boolean {
  const { caller, isRepeated } = authentication
  if (isRepeated === true) return false
  // Being busy refuses nobody in particular.
  if (code === 'too_many_requests') return false
  if (status === 401 || status === 403 || status === 429) return true
  const isLimited = caller.role !== 'admin' || !isUnlimited(caller)
  return status === 404 && code !== 'route_not_found' && caller.kind !== 'anonymous' && isLimited
}

export interface AuditedCall {
  readonly context: Pick<RequestContext, 'requestId' | 'authentication' | 'operationId' | 'route' | 'target'>
  readonly outcome: string
  readonly now: Date
  readonly address: string | undefined
  /** Of what the call made: its `id` is part of the target. */
  readonly replied?: unknown
}

/** One line of the audit log; of the request and its answer only names. */
export function auditEntry({ context, outcome, now, address, replied }: AuditedCall): AuditEntry {
  const target = [context.target, madeId(replied)].filter(part => part !== undefined && part !== '')
  return {
    time: now.toISOString(),
    requestId: context.requestId,
    caller: context.authentication.caller.id,
    action: context.operationId ?? context.route,
    target: target.length === 0 ? null : [...new Set(target)].join('/'),
    outcome,
    address: address ?? null,
  }
}

/** Writes a change down before it is acknowledged. */
export async function auditSuccess(
  route: Route,
  replied: unknown,
  response: Response,
  { access, clock }: Pick<ServerDeps, 'access' | 'clock'>,
): Promise<void> {
  if (!isAudited(route)) return
  const address = response.req.ip
  const context = contextOf(response)
  await access.audit.record(auditEntry({ context, outcome: 'ok', now: clock.now(), address, replied }))
}

function madeId(replied: unknown): string | undefined {
  if (typeof replied !== 'object' || replied === null || !('id' in replied)) return undefined
  return typeof replied.id === 'string' ? replied.id : undefined
}

/** The values of a path, in order. */
export function targetOf(params: unknown): string {
  return Object.values(params ?? {}).join('/')
}
