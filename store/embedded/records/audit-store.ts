import type { AuditEntry, AuditQuery, AuditRecord } from '../../access-records.js'
import type { Statements } from '../statements.js'

interface AuditRow extends Omit<AuditRecord, 'requestId'> {
  readonly request_id: string
}

/** All of them in one transaction. */
export function appendAudit(statements: Statements, entries: readonly AuditEntry[]): void {
  const sql = `INSERT INTO audit (time, request_id, caller, action, target, outcome, address)
    VALUES (@time, @requestId, @caller, @action, @target, @outcome, @address)`
  statements.database
    .transaction(() => {
      for (const entry of entries) statements.run(sql, entry)
    })
    .immediate()
}

/** Newest first. */
export function readAudit(statements: Statements, query: AuditQuery): AuditRecord[] {
  const { limit, before = null, since = null, until = null, caller = null, action = null } = query
  const sql = `SELECT * FROM audit
    WHERE (@before IS NULL OR sequence < @before) AND (@since IS NULL OR time >= @since)
      AND (@until IS NULL OR time < @until) AND (@caller IS NULL OR caller = @caller)
      AND (@action IS NULL OR action = @action) AND (@outcome IS NULL OR outcome = @outcome)
    ORDER BY sequence DESC LIMIT @limit`
  const given = { limit, before, since, until, caller, action, outcome: query.outcome ?? null }
  const rows = statements.rows<[typeof given], AuditRow>(sql).all(given)
  return rows.map(({ request_id, ...rest }) => ({ ...rest, requestId: request_id }))
}

/** @returns how many were older and are gone */
export function purgeAudit(statements: Statements, before: string): number {
  return statements.run('DELETE FROM audit WHERE time < ?', before).changes
}
