import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import type { DocumentInput } from '../../core/types.js'
import { openYouju, type Youju } from '../../main.js'

/** The service without its server, on a folder of its own, with the built-in model and a clock that stands. */
export interface ArchiveStage {
  readonly youju: Youju
  put(documents: readonly DocumentInput[], collection?: string): Promise<void>
  /** Ids of the documents found, best first, each once. */
  found(query: string, more?: { collections?: readonly string[]; limit?: number }): Promise<string[]>
  close(): Promise<void>
}

export async function openStage(now: string): Promise<ArchiveStage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'youju-retrieval-'))
  const youju = await openYouju(readConfig({ YOUJU_DATA_DIR: dataDir }), {
    log: createLogger('silent'),
    clock: { now: () => new Date(now) },
  })
  return {
    youju,
    async put(documents, collection = 'default') {
      await youju.archive.putCollection(collection)
      await youju.ingestor.put(collection, documents)
    },
    async found(query, more = {}) {
      const { hits } = await youju.retriever.search({ query, ...more })
      return [...new Set(hits.map(hit => hit.passage.documentId))]
    },
    async close() {
      await youju.close()
      await rm(dataDir, { recursive: true })
    },
  }
}
