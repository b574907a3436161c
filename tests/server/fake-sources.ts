import { AppError } from '../../core/errors.js'
import type { Job } from '../../core/types.js'
import type { SourceService } from '../../ingest/sources/source-service.js'
import type { ItemRecord, SourceRecord, SourceRecords } from '../../store/source-records.js'

/** Sources in memory. */
export function fakeSources(): SourceRecords {
  const sources = new Map<string, SourceRecord>()
  const items = new Map<string, ItemRecord[]>()
  return {
    put(source, now) {
      const same = [...sources.values()].find(
        ({ collection, kind, address }) =>
          collection === source.collection && kind === source.kind && address === source.address,
      )
      const state = {
        syncedAt: null,
        nextSyncAt: null,
        lastJobId: null,
        lastError: null,
        items: 0,
        documents: 0,
      }
      const id = same?.id ?? `src_${sources.size + 1}`
      const made: SourceRecord = { id, createdAt: now, ...state, ...same, ...source }
      sources.set(id, made)
      return Promise.resolve({ source: made, created: same === undefined })
    },
    list: collection =>
      Promise.resolve(
        [...sources.values()].filter(source => collection === undefined || source.collection === collection),
      ),
    find: id => Promise.resolve(sources.get(id)),
    change(id, change) {
      const source = sources.get(id)
      if (source !== undefined) sources.set(id, { ...source, ...change })
      return Promise.resolve(source !== undefined)
    },
    remove: id => Promise.resolve(sources.delete(id)),
    items: id =>
      Promise.resolve(
        (items.get(id) ?? []).map(({ key, fingerprint, documents = [] }) => ({
          ...{ key, fingerprint, documents: documents.length, kept: documents.length },
          ...{ goneAt: null, goneReason: null },
        })),
      ),
    putItems(id, more) {
      items.set(id, [...(items.get(id) ?? []), ...more])
      return Promise.resolve()
    },
    documentsOf: (id, key) =>
      Promise.resolve(
        (items.get(id) ?? []).filter(item => item.key === key).flatMap(item => item.documents ?? []),
      ),
    putGone: () => Promise.resolve(),
  }
}

/** Makes jobs and reads nothing. */
export function fakeSourceService(createJob: (kind: string) => Promise<Job>): SourceService {
  return {
    sync: () => createJob('sync'),
    detect: url =>
      url.includes('unreachable')
        ? Promise.reject(new AppError('fetch_failed', `${url} could not be fetched.`))
        : Promise.resolve('feed'),
    nextSync: minutes => (minutes === null ? null : '2025-03-02T02:30:00Z'),
    start: () => undefined,
    stop: () => Promise.resolve(),
  }
}
