import type { ItemRecord, NewSource, SourceItem, SourceRecord } from '../../store/source-records.js'
import type { Validated } from './request-schemas.js'
import type { Wire } from './response-schemas.js'

/** Sources between the wire and the records. */

export function sourceToWire(source: SourceRecord): Wire<'FollowedSource'> {
  const { id, collection, kind, address, items, documents } = source
  const { maxPages, maxDepth, include, exclude, fullText, named } = source.settings
  return {
    ...{ id, collection, kind, address, items, documents },
    interval_minutes: source.intervalMinutes,
    ...(maxPages === undefined ? {} : { max_pages: maxPages }),
    ...(maxDepth === undefined ? {} : { max_depth: maxDepth }),
    ...(include === undefined ? {} : { include: [...include] }),
    ...(exclude === undefined ? {} : { exclude: [...exclude] }),
    ...(fullText === undefined ? {} : { full_text: fullText }),
    ...(named === undefined ? {} : { named }),
    created_at: source.createdAt,
    synced_at: source.syncedAt,
    next_sync_at: source.nextSyncAt,
    last_job_id: source.lastJobId,
    last_error: source.lastError,
  }
}

export function settingsFromWire(body: Validated<'SourcesPost'>): NewSource['settings'] {
  const { max_pages: maxPages, max_depth: maxDepth, include, exclude, full_text: fullText, named } = body
  return { maxPages, maxDepth, include, exclude, fullText, named }
}

export function itemToWire(
  item: SourceItem,
  documents?: readonly string[],
): Wire<'SourceItems'>['items'][number] {
  const { key, fingerprint, kept, goneAt, goneReason } = item
  const { bytes, modifiedMs, hash, reading } = fingerprint ?? {}
  return {
    ...{ key, kept, documents: item.documents, gone_at: goneAt, gone_reason: goneReason },
    fingerprint: fingerprint && {
      ...(bytes === undefined ? {} : { bytes }),
      ...(modifiedMs === undefined ? {} : { modified_ms: modifiedMs }),
      ...(hash === undefined ? {} : { hash }),
      ...(reading === undefined ? {} : { reading }),
    },
    ...(documents === undefined ? {} : { document_ids: [...documents] }),
  }
}

export function itemFromWire(item: Validated<'SourceItemsPost'>['items'][number]): ItemRecord {
  const { key, fingerprint, document_ids: documents } = item
  if (fingerprint === null) return { key, fingerprint, documents }
  const { modified_ms: modifiedMs, ...same } = fingerprint
  return { key, fingerprint: { ...same, modifiedMs }, documents }
}
