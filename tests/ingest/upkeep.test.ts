import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../core/config.js'
import type { JobState } from '../../core/types.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTokeniser } from '../../core/text/tokenise.js'
import { createFileReading } from '../../ingest/isolation/reading-pool.js'
import { createIngestor } from '../../ingest/pipeline.js'
import { ReEmbedding } from '../../ingest/re-embed.js'
import { isFirstStart } from '../../ingest/samples.js'
import { startUpkeep } from '../../ingest/upkeep.js'
import { openUploads } from '../../ingest/uploads/open-uploads.js'
import { log, TemporaryArchive } from '../store/temporary-archive.js'
import { HashEmbedder } from './hash-embedder.js'

describe('Jobs that are over', () => {
  let now = '2026-01-01T00:00:00Z'
  const clock = { now: () => new Date(now) }
  const embedder = new HashEmbedder()
  let store: TemporaryArchive
  beforeEach(async () => {
    store = await TemporaryArchive.open({ modelId: embedder.id, dimensions: embedder.dimensions, clock })
  })
  afterEach(() => store.dispose())

  async function job(kind: string, at: string, state: JobState): Promise<string> {
    now = at
    const { id } = await store.archive.createJob(kind, 1)
    await store.archive.updateJob(id, { state: 'running' })
    if (state !== 'running') await store.archive.updateJob(id, { state })
    return id
  }

  const left = async () => (await store.archive.jobs(100)).map(({ kind }) => kind).sort()

  /** What a service does at its start, on a day. */
  async function upkeep(at: string, settings: NodeJS.ProcessEnv = {}): Promise<void> {
    now = at
    const { archive } = store
    const config = readConfig({ YOUJU_DATA_DIR: store.dataDir, ...settings })
    const limits = { batchPassages: 4, documentMaxCharacters: 2000 }
    const tokeniser = createTokeniser(createSegmenter())
    const ingestor = createIngestor({ archive, embedder, tokeniser, limits })
    const reading = createFileReading({
      ...{ processes: 1, memoryMiB: 512, timeoutMs: 60_000, maxCharacters: 100_000, log },
    })
    const uploads = openUploads(config, { archive, ingestor, reading, clock, log })
    const reEmbedding = new ReEmbedding({ archive, embedder, log })
    await startUpkeep({ config, log, clock, archive, reEmbedding, uploads }).stop()
    await reading.close()
  }

  it('are forgotten in time; what is under way is not, nor what may be retried', async () => {
    await job('old', '2026-01-01T00:00:00Z', 'done')
    await job('failed', '2026-01-01T00:00:00Z', 'failed')
    await job('working', '2026-01-01T00:00:00Z', 'running')
    await job('new', '2026-01-20T00:00:00Z', 'done')
    await upkeep('2026-02-05T00:00:00Z', { YOUJU_UPLOAD_RETRY_DAYS: '60' })
    expect(await left()).toEqual(['failed', 'new', 'old', 'working'])
    await upkeep('2026-02-05T00:00:00Z')
    expect(await left()).toEqual(['new', 'working'])
  })

  it('are forgotten when they are too many, but not the files of an upload', async () => {
    for (const day of ['1', '2', '3']) await job(day, `2026-01-0${day}T00:00:00Z`, 'cancelled')
    await store.archive.updateJob(
      (await store.archive.createJob('upload', 1, { upload: 'kept-for-a-retry' })).id,
      { state: 'failed' },
    )
    expect(await store.archive.purgeJobs('2025-01-01T00:00:00Z', 1)).toBe(2)
    expect(await left()).toEqual(['3', 'upload'])
  })

  it('leave a trace: an archive that was emptied gets no samples', async () => {
    await job('samples', '2026-01-01T00:00:00Z', 'done')
    await upkeep('2027-01-01T00:00:00Z')
    expect(await left()).toEqual(['samples'])
    expect(await isFirstStart(store.archive)).toBe(false)
  })
})
