import { randomUUID } from 'node:crypto'
import type {
  Fingerprint,
  ItemRecord,
  NewSource,
  SourceChange,
  SourceItem,
  SourceKind,
  SourceRecord,
  SourceSettings,
} from '../../source-records.js'
import { requireCollection } from '../documents/collection-tables.js'
import type { Statements } from '../statements.js'

interface SourceRow {
  readonly id: string
  readonly collection: string
  readonly kind: SourceKind
  readonly address: string
  readonly settings: string
  readonly interval_minutes: number | null
  readonly owner: string
  readonly created_at: string
  readonly synced_at: string | null
  readonly next_sync_at: string | null
  readonly last_job_id: string | null
  readonly last_error: string | null
  readonly items: number
  readonly documents: number
}

const SELECT_SOURCES = `SELECT s.*, c.id AS collection,
    (SELECT count(*) FROM source_items i WHERE i.source = s.key AND i.gone_at IS NULL) AS items,
    (SELECT count(*) FROM source_documents d JOIN source_items i ON i.key = d.item WHERE i.source = s.key) AS documents
  FROM sources s JOIN collections c ON c.key = s.collection`

export function putSource(
  statements: Statements,
  { source, now }: { readonly source: NewSource; readonly now: string },
): { source: SourceRecord; created: boolean } {
  return statements.database
    .transaction(() => {
      const collection = requireCollection(statements.database, source.collection)
      const known = statements
        .values<[number, string, string], string>(
          'SELECT id FROM sources WHERE collection = ? AND kind = ? AND address = ?',
        )
        .get(collection, source.kind, source.address)
      const id = known ?? `src_${randomUUID()}`
      statements.run(UPSERT_SOURCE, {
        ...{ id, collection, kind: source.kind, address: source.address, owner: source.owner, now },
        settings: JSON.stringify(source.settings),
        intervalMinutes: source.intervalMinutes,
      })
      return { source: requireSource(statements, id), created: known === undefined }
    })
    .immediate()
}

const UPSERT_SOURCE = `INSERT INTO sources (id, collection, kind, address, settings, interval_minutes, owner, created_at)
  VALUES (@id, @collection, @kind, @address, @settings, @intervalMinutes, @owner, @now)
  ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, interval_minutes = excluded.interval_minutes`

export function changeSource(
  statements: Statements,
  { id, change }: { readonly id: string; readonly change: SourceChange },
): boolean {
  const before = readSource(statements, id)
  if (before === undefined) return false
  const { intervalMinutes, syncedAt, nextSyncAt, lastJobId, lastError } = { ...before, ...change }
  statements.run(
    `UPDATE sources SET interval_minutes = ?, synced_at = ?, next_sync_at = ?, last_job_id = ?, last_error = ?
     WHERE id = ?`,
    ...[intervalMinutes, syncedAt, nextSyncAt, lastJobId, lastError && JSON.stringify(lastError), id],
  )
  return true
}

export function removeSource(statements: Statements, id: string): boolean {
  return statements.run('DELETE FROM sources WHERE id = ?', id).changes > 0
}

export function readSources(statements: Statements, collection: string | undefined): SourceRecord[] {
  const sql = `${SELECT_SOURCES} WHERE ? IS NULL OR c.id = ? ORDER BY s.key`
  const wanted = collection ?? null
  return statements.rows<[string | null, string | null], SourceRow>(sql).all(wanted, wanted).map(toSource)
}

export function readSource(statements: Statements, id: string): SourceRecord | undefined {
  const row = statements.rows<[string], SourceRow>(`${SELECT_SOURCES} WHERE s.id = ?`).get(id)
  return row && toSource(row)
}

interface ItemRow {
  readonly item: string
  readonly fingerprint: string | null
  readonly documents: number
  readonly kept: number
  readonly gone_at: string | null
  readonly gone_reason: string | null
}

export function readItems(statements: Statements, sourceId: string): SourceItem[] {
  const sql = `SELECT i.item, i.fingerprint, i.documents, i.gone_at, i.gone_reason,
      (SELECT count(*) FROM source_documents d WHERE d.item = i.key) AS kept
    FROM source_items i JOIN sources s ON s.key = i.source WHERE s.id = ? ORDER BY i.key`
  return statements.rows<[string], ItemRow>(sql).all(sourceId).map(toItem)
}

/** A source that was removed meanwhile takes nothing in. */
export function putItems(
  statements: Statements,
  { sourceId, items }: { readonly sourceId: string; readonly items: readonly ItemRecord[] },
): void {
  statements.database
    .transaction(() => {
      const source = sourceKey(statements, sourceId)
      if (source !== undefined) for (const item of items) putItem(statements, source, item)
    })
    .immediate()
}

function putItem(
  statements: Statements,
  source: { readonly key: number; readonly collection: number },
  { key: item, fingerprint, documents }: ItemRecord,
): void {
  const read = fingerprint && JSON.stringify(fingerprint)
  if (documents === undefined) {
    const sql = 'UPDATE source_items SET fingerprint = ? WHERE source = ? AND item = ?'
    statements.run(sql, read, source.key, item)
    return
  }
  const key = statements
    .values<[number, string, string | null, number], number>(UPSERT_ITEM)
    .get(source.key, item, read, documents.length)
  if (key === undefined) throw new Error('the item was not written')
  statements.run('DELETE FROM source_documents WHERE item = ?', key)
  for (const id of documents) statements.run(CLAIM_DOCUMENT, key, source.collection, id)
}

const UPSERT_ITEM = `INSERT INTO source_items (source, item, fingerprint, documents) VALUES (?, ?, ?, ?)
  ON CONFLICT (source, item) DO UPDATE SET fingerprint = excluded.fingerprint, documents = excluded.documents,
    gone_at = NULL, gone_reason = NULL
  RETURNING key`

const CLAIM_DOCUMENT = `INSERT INTO source_documents (item, document)
  SELECT ?, key FROM documents WHERE collection = ? AND id = ?
  ON CONFLICT (document) DO UPDATE SET item = excluded.item`

export function readItemDocuments(
  statements: Statements,
  { sourceId, key }: { readonly sourceId: string; readonly key: string },
): string[] {
  const sql = `SELECT d.id FROM source_documents sd JOIN documents d ON d.key = sd.document
    JOIN source_items i ON i.key = sd.item JOIN sources s ON s.key = i.source
    WHERE s.id = ? AND i.item = ? ORDER BY d.key`
  return statements.values<[string, string], string>(sql).all(sourceId, key)
}

export function putGone(
  statements: Statements,
  gone: { readonly sourceId: string; readonly key: string; readonly at: string; readonly reason: string },
): void {
  statements.run(
    `UPDATE source_items SET fingerprint = NULL, documents = 0, gone_at = ?, gone_reason = ?
     WHERE item = ? AND source = (SELECT key FROM sources WHERE id = ?)`,
    ...[gone.at, gone.reason, gone.key, gone.sourceId],
  )
}

function sourceKey(statements: Statements, id: string): { key: number; collection: number } | undefined {
  return statements
    .rows<[string], { key: number; collection: number }>('SELECT key, collection FROM sources WHERE id = ?')
    .get(id)
}

function requireSource(statements: Statements, id: string): SourceRecord {
  const source = readSource(statements, id)
  if (source === undefined) throw new Error('the source was not written')
  return source
}

function toSource(row: SourceRow): SourceRecord {
  const { id, collection, kind, address, owner, items, documents } = row
  return {
    ...{ id, collection, kind, address, owner, items, documents },
    settings: JSON.parse(row.settings) as SourceSettings,
    intervalMinutes: row.interval_minutes,
    createdAt: row.created_at,
    syncedAt: row.synced_at,
    nextSyncAt: row.next_sync_at,
    lastJobId: row.last_job_id,
    lastError: row.last_error === null ? null : (JSON.parse(row.last_error) as SourceRecord['lastError']),
  }
}

function toItem({ item, fingerprint, documents, kept, gone_at, gone_reason }: ItemRow): SourceItem {
  const read = fingerprint === null ? null : (JSON.parse(fingerprint) as Fingerprint)
  return { key: item, fingerprint: read, documents, kept, goneAt: gone_at, goneReason: gone_reason }
}
