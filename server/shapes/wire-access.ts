import type { AuditRecord, KeyRecord, SiteRecord } from '../../store/access-records.js'
import type { Wire } from './response-schemas.js'

/** The records of access as they go over the wire; never a hash or a secret. */

export function keyToWire(key: KeyRecord, now: Date): Wire<'Key'> {
  const { revokedAt, expiresAt } = key
  const isExpired = expiresAt !== null && Date.parse(expiresAt) <= now.getTime()
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    collections: key.collections && [...key.collections],
    state: revokedAt !== null ? 'revoked' : isExpired ? 'expired' : 'active',
    created_at: key.createdAt,
    expires_at: expiresAt,
    revoked_at: revokedAt,
    last_used_at: key.lastUsedAt,
  }
}

export function siteToWire(site: SiteRecord, questionsToday: number): Wire<'Site'> {
  return {
    id: site.id,
    site_key: site.siteKey,
    name: site.name,
    origins: [...site.origins],
    collections: site.collections && [...site.collections],
    questions_per_day: site.questionsPerDay,
    questions_today: questionsToday,
    model_tokens_per_day: site.modelTokensPerDay,
    state: site.revokedAt === null ? 'active' : 'revoked',
    created_at: site.createdAt,
    revoked_at: site.revokedAt,
  }
}

export function auditToWire(entry: AuditRecord): Wire<'AuditEntry'> {
  return {
    time: entry.time,
    request_id: entry.requestId,
    caller: entry.caller,
    action: entry.action,
    target: entry.target,
    outcome: entry.outcome,
    address: entry.address,
  }
}
