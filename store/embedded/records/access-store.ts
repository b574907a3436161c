import { randomBytes } from 'node:crypto'
import type { KeyRecord, Quota, SiteRecord } from '../../access-records.js'
import { collectionsColumn, fromCollectionsColumn } from './record-scope.js'
import type { Statements } from '../statements.js'

interface KeyRow {
  readonly id: string
  readonly name: string | null
  readonly role: KeyRecord['role']
  readonly collections: string | null
  readonly secret_hash: string
  readonly created_at: string
  readonly expires_at: string | null
  readonly revoked_at: string | null
  readonly last_used_at: string | null
}

/** Oldest first. */
export function readKeys(statements: Statements): KeyRecord[] {
  const rows = statements.rows<[], KeyRow>('SELECT * FROM keys ORDER BY created_at, rowid').all()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    role: row.role,
    collections: fromCollectionsColumn(row.collections),
    secretHash: row.secret_hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  }))
}

export function putKey(statements: Statements, key: KeyRecord): void {
  statements.run(
    `INSERT INTO keys (id, name, role, collections, secret_hash, created_at, expires_at, revoked_at, last_used_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    key.id,
    key.name,
    key.role,
    collectionsColumn(key.collections),
    key.secretHash,
    key.createdAt,
    key.expiresAt,
    key.revokedAt,
    key.lastUsedAt,
  )
}

/** @returns false when there is none of that id that was not revoked before */
export function revokeKey(statements: Statements, { id, at }: { id: string; at: string }): boolean {
  const sql = 'UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL'
  return statements.run(sql, at, id).changes > 0
}

export function noteKeyUse(statements: Statements, uses: readonly { id: string; at: string }[]): void {
  statements.database
    .transaction(() => {
      for (const { id, at } of uses) statements.run('UPDATE keys SET last_used_at = ? WHERE id = ?', at, id)
    })
    .immediate()
}

interface SiteRow {
  readonly id: string
  readonly name: string | null
  readonly site_key: string
  readonly version: number
  readonly origins: string
  readonly collections: string | null
  readonly questions_per_day: number | null
  readonly model_tokens_per_day: number | null
  readonly created_at: string
  readonly revoked_at: string | null
}

/** Oldest first. */
export function readSites(statements: Statements): SiteRecord[] {
  const rows = statements.rows<[], SiteRow>('SELECT * FROM sites ORDER BY created_at, rowid').all()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    siteKey: row.site_key,
    version: row.version,
    origins: JSON.parse(row.origins) as string[],
    collections: fromCollectionsColumn(row.collections),
    questionsPerDay: row.questions_per_day,
    modelTokensPerDay: row.model_tokens_per_day,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  }))
}

/** A site of the same id is replaced. */
export function putSite(statements: Statements, site: SiteRecord): void {
  statements.run(
    `INSERT INTO sites (id, name, site_key, version, origins, collections, questions_per_day,
       model_tokens_per_day, created_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, site_key = excluded.site_key,
       version = excluded.version, origins = excluded.origins, collections = excluded.collections,
       questions_per_day = excluded.questions_per_day,
       model_tokens_per_day = excluded.model_tokens_per_day, revoked_at = excluded.revoked_at`,
    site.id,
    site.name,
    site.siteKey,
    site.version,
    JSON.stringify(site.origins),
    collectionsColumn(site.collections),
    site.questionsPerDay,
    site.modelTokensPerDay,
    site.createdAt,
    site.revokedAt,
  )
}

/** One statement looks and counts, so that no two callers take the last of it. @returns whether it was counted */
export function takeQuota(statements: Statements, quota: Quota): boolean {
  const { subject, measure, day, amount, limit } = quota
  if (limit !== null && amount > limit) return false
  const sql = `INSERT INTO quotas (subject, measure, day, amount) VALUES (@subject, @measure, @day, @amount)
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount
    WHERE @limit IS NULL OR amount + excluded.amount <= @limit`
  return statements.run(sql, { subject, measure, day, amount, limit }).changes > 0
}

export function quotaUsed(
  statements: Statements,
  { subject, measure, day }: Pick<Quota, 'subject' | 'measure' | 'day'>,
): number {
  const sql = 'SELECT amount FROM quotas WHERE subject = ? AND measure = ? AND day = ?'
  return statements.values<[string, string, string], number>(sql).get(subject, measure, day) ?? 0
}

/** Made when it is first asked for. */
export function readSecret(statements: Statements, name: string): string {
  statements.run(
    'INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING',
    name,
    randomBytes(32).toString('hex'),
  )
  const value = statements.values<[string], string>('SELECT value FROM secrets WHERE name = ?').get(name)
  if (value === undefined) throw new Error('the secret was not written')
  return value
}
