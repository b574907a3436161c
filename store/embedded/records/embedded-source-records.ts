import type { SourceRecords } from '../../source-records.js'
import type { ReadHandlers } from '../workers/read-worker.js'
import type { WorkerClient } from '../workers/rpc.js'
import type { WriteHandlers } from '../workers/write-worker.js'

export interface SourceThreads {
  readonly reader: WorkerClient<ReadHandlers>
  readonly writer: WorkerClient<WriteHandlers>
}

/** The records of sources in the database of an embedded archive. */
export function createSourceRecords({ reader, writer }: SourceThreads): SourceRecords {
  return {
    put: (source, now) => writer.call('putSource', { source, now }),
    list: collection => reader.call('sources', collection),
    find: id => reader.call('source', id),
    change: (id, change) => writer.call('changeSource', { id, change }),
    remove: id => writer.call('removeSource', id),
    items: id => reader.call('sourceItems', id),
    putItems: (sourceId, items) => writer.call('putSourceItems', { sourceId, items }),
    documentsOf: (sourceId, key) => reader.call('sourceItemDocuments', { sourceId, key }),
    putGone: (sourceId, gone) => writer.call('putSourceItemGone', { sourceId, ...gone }),
  }
}
