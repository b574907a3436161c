import type { AuditEntry, AuditQuery, KeyRecord, Quota, SiteRecord } from '../../access-records.js'
import {
  noteKeyUse,
  putKey,
  putSite,
  quotaUsed,
  readKeys,
  readSecret,
  readSites,
  revokeKey,
  takeQuota,
} from './access-store.js'
import { appendAudit, purgeAudit, readAudit } from './audit-store.js'
import type { Statements } from '../statements.js'

type Handlers = Readonly<Record<string, (argument: never) => unknown>>

/** A call of one of the handlers below, as it travels to their thread. */
export interface AccessCall {
  readonly method: string
  readonly argument: unknown
}

/** Makes one function of handlers, for the thread that serves them. */
export function answerAccess(handlers: Handlers): (call: AccessCall) => unknown {
  const named = handlers as Record<string, (argument: unknown) => unknown>
  return ({ method, argument }) => named[method]?.(argument)
}

/** What the writing thread does for the records of access. Each takes its one argument. */
export function accessWriting(statements: Statements) {
  return {
    putKey: (key: KeyRecord) => {
      putKey(statements, key)
    },
    revokeKey: (asked: { id: string; at: string }) => revokeKey(statements, asked),
    noteKeyUse: (uses: readonly { id: string; at: string }[]) => {
      noteKeyUse(statements, uses)
    },
    putSite: (site: SiteRecord) => {
      putSite(statements, site)
    },
    takeQuota: (quota: Quota) => takeQuota(statements, quota),
    secret: (name: string) => readSecret(statements, name),
    appendAudit: (entries: readonly AuditEntry[]) => {
      appendAudit(statements, entries)
    },
    purgeAudit: (before: string) => purgeAudit(statements, before),
  }
}

/** What the reading thread does for them. */
export function accessReading(statements: Statements) {
  return {
    keys: () => readKeys(statements),
    sites: () => readSites(statements),
    quotaUsed: (asked: Pick<Quota, 'subject' | 'measure' | 'day'>) => quotaUsed(statements, asked),
    audit: (query: AuditQuery) => readAudit(statements, query),
  }
}
