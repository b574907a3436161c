import { WorkerClient } from './rpc.js'
import type { StorageHandlers } from './storage-worker.js'

/** Measures a data directory on a thread that ends with it. */
export async function measureStorage(dataDir: string): Promise<ReturnType<StorageHandlers['measure']>> {
  const worker = await WorkerClient.start<StorageHandlers>({
    name: 'storage',
    file: new URL('./storage-worker.js', import.meta.url),
    data: { dataDir },
    // What waits on it is told.
    onDeath: () => undefined,
  })
  try {
    return await worker.call('measure', undefined)
  } finally {
    await worker.close()
  }
}
