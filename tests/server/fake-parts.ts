import { AppError } from '../../core/errors.js'
import type { Embedder } from '../../embeddings/embedder.js'
import type { Fetcher } from '../../ingest/fetch/fetcher.js'
import type { DiskStatus, Storage } from '../../store/archive.js'

const disk: DiskStatus = { freeBytes: 1e9, minFreeBytes: 0, isLow: false }

/** An archive that takes no room. */
export const FAKE_STORAGE = {
  disk: () => disk,
  storage: (): Storage => ({
    disk,
    ...{ databaseBytes: 0, logBytes: 0, unusedBytes: 0, textsBytes: 0, answersBytes: 0, otherBytes: 0 },
    collections: [],
  }),
}

/** Reaches nobody. */
export const FAKE_FETCHER: Pick<Fetcher, 'fetch'> = {
  fetch: () => Promise.reject(new AppError('fetch_failed', 'Nobody is there.')),
}

/** Every text is the same to it. */
export const FAKE_EMBEDDER: Embedder = {
  id: 'fake@1',
  dimensions: 2,
  maxBatch: 8,
  embed: texts => Promise.resolve(texts.map(() => Float32Array.of(1, 0))),
  close: () => Promise.resolve(),
}
