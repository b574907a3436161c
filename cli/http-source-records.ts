import type { z } from 'zod'
import type { FileRecords } from '../ingest/sources/file-tracker.js'
import { RESPONSE_SCHEMAS, type Wire } from '../server/shapes/response-schemas.js'
import type { ItemRecord, SourceItem, SourceRecord } from '../store/source-records.js'
import type { ApiCall } from '../server/http/call-route.js'

type Call = (call: ApiCall) => Promise<unknown>

const SOURCE = '/v1/sources/{id}'

/** What a running server keeps of the files that this command reads. */
export function createHttpSourceRecords(call: Call): FileRecords {
  const read = async <Shape extends z.ZodType>(shape: Shape, sent: ApiCall) => shape.parse(await call(sent))
  return {
    async put({ collection, kind, address, intervalMinutes, settings }) {
      const source = await read(RESPONSE_SCHEMAS.FollowedSource, {
        method: 'post',
        path: '/v1/collections/{collection}/sources',
        params: { collection },
        body: { kind, address, interval_minutes: intervalMinutes, named: settings.named },
      })
      return { source: sourceFromWire(source), created: source.synced_at === null }
    },
    async list(collection = 'default') {
      const list = await read(RESPONSE_SCHEMAS.FollowedSourceList, {
        method: 'get',
        path: '/v1/collections/{collection}/sources',
        params: { collection },
      })
      return list.sources.map(sourceFromWire)
    },
    async items(id) {
      const { items } = await read(RESPONSE_SCHEMAS.SourceItems, {
        method: 'get',
        path: `${SOURCE}/items`,
        params: { id },
      })
      return items.map(itemFromWire)
    },
    async putItems(id, items) {
      await call({
        method: 'post',
        path: `${SOURCE}/items`,
        params: { id },
        body: { items: items.map(itemToWire) },
      })
    },
    async documentsOf(id, key) {
      const { items } = await read(RESPONSE_SCHEMAS.SourceItems, {
        method: 'get',
        path: `${SOURCE}/items`,
        params: { id },
        query: { key },
      })
      return items.flatMap(({ document_ids: ids = [] }) => ids)
    },
    async putGone(id, { key, reason }) {
      const items = [{ key, fingerprint: null, gone: reason }]
      await call({ method: 'post', path: `${SOURCE}/items`, params: { id }, body: { items } })
    },
  }
}

function sourceFromWire(source: Wire<'FollowedSource'>): SourceRecord {
  const { id, collection, kind, address, items, documents, named } = source
  return {
    ...{ id, collection, kind, address, items, documents, settings: { named } },
    intervalMinutes: source.interval_minutes,
    owner: '',
    createdAt: source.created_at,
    syncedAt: source.synced_at,
    nextSyncAt: source.next_sync_at,
    lastJobId: source.last_job_id,
    lastError: source.last_error,
  }
}

function itemFromWire(item: Wire<'SourceItems'>['items'][number]): SourceItem {
  const { key, documents, kept, fingerprint } = item
  const { modified_ms: modifiedMs, ...same } = fingerprint ?? {}
  return {
    ...{ key, documents, kept, goneAt: item.gone_at, goneReason: item.gone_reason },
    fingerprint: fingerprint && { ...same, modifiedMs },
  }
}

function itemToWire({ key, fingerprint, documents }: ItemRecord) {
  const { bytes, modifiedMs, hash, reading } = fingerprint ?? {}
  return {
    key,
    fingerprint: fingerprint && { bytes, modified_ms: modifiedMs, hash, reading },
    document_ids: documents,
  }
}
