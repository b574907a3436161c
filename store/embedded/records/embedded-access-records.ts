import type { AccessRecords } from '../../access-records.js'
import type { accessReading, accessWriting } from './access-handlers.js'
import type { ReadHandlers } from '../workers/read-worker.js'
import type { WorkerClient } from '../workers/rpc.js'
import type { WriteHandlers } from '../workers/write-worker.js'

type Writing = ReturnType<typeof accessWriting>
type Reading = ReturnType<typeof accessReading>

export interface AccessThreads {
  readonly reader: WorkerClient<ReadHandlers>
  readonly writer: WorkerClient<WriteHandlers>
}

/** The records of access in the database of an embedded archive. */
export function createAccessRecords({ reader, writer }: AccessThreads): AccessRecords {
  const read = <M extends keyof Reading>(method: M, argument: Parameters<Reading[M]>[0]) =>
    reader.call('access', { method, argument }) as Promise<ReturnType<Reading[M]>>
  const write = <M extends keyof Writing>(method: M, argument: Parameters<Writing[M]>[0]) =>
    writer.call('access', { method, argument }) as Promise<ReturnType<Writing[M]>>
  return {
    keys: () => read('keys', undefined),
    putKey: key => write('putKey', key),
    revokeKey: (id, at) => write('revokeKey', { id, at }),
    noteKeyUse: uses => write('noteKeyUse', uses),
    sites: () => read('sites', undefined),
    putSite: site => write('putSite', site),
    takeQuota: quota => write('takeQuota', quota),
    quotaUsed: asked => read('quotaUsed', asked),
    secret: name => write('secret', name),
    appendAudit: entries => write('appendAudit', entries),
    audit: query => read('audit', query),
    purgeAudit: before => write('purgeAudit', before),
  }
}
