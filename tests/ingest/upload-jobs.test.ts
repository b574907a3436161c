import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock, type Clock } from '../../core/clock.js'
import { AppError } from '../../core/errors.js'
import { isUnderWay } from '../../core/job-state.js'
import { createLogger } from '../../core/log.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTokeniser } from '../../core/text/tokenise.js'
import { createFairIngestor } from '../../ingest/fair-ingestor.js'
import type { Ingestor } from '../../ingest/ingestor.js'
import { createFileReading } from '../../ingest/isolation/reading-pool.js'
import { createIngestor } from '../../ingest/pipeline.js'
import { UploadJobs } from '../../ingest/uploads/upload-jobs.js'
import { UploadSpool } from '../../ingest/uploads/upload-spool.js'
import { TemporaryArchive } from '../store/temporary-archive.js'
import { HashEmbedder } from './hash-embedder.js'

const PATIENCE_MS = 60_000
vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const log = createLogger('silent')
const embedder = new HashEmbedder()
const tokeniser = createTokeniser(createSegmenter())
const reading = createFileReading({
  processes: 1,
  memoryMiB: 512,
  timeoutMs: PATIENCE_MS,
  maxCharacters: 100_000,
  log,
})
const spoolLimits = { maxBytes: 1_000_000, fileMaxBytes: 1_000_000, maxFiles: 10 }

let store: TemporaryArchive
let folder: string

beforeEach(async () => {
  store = await TemporaryArchive.open({ modelId: embedder.id, dimensions: embedder.dimensions })
  folder = join(store.dataDir, 'uploads')
})
afterEach(() => store.dispose())

/** What one process works with; a second call is what the next process works with. */
function open(change: { ingestor?: Ingestor; clock?: Clock } = {}) {
  const { archive } = store
  const limits = { batchPassages: 4, documentMaxCharacters: 2000 }
  const ingestor = change.ingestor ?? createIngestor({ archive, embedder, tokeniser, limits })
  const spool = new UploadSpool(folder, spoolLimits)
  const kept = { clock: change.clock ?? systemClock, retryDays: 7, retryMaxBytes: 1_000_000 }
  return { spool, jobs: new UploadJobs({ archive, ingestor, reading, spool, log, ...kept }) }
}

async function receive(spool: UploadSpool, ...texts: readonly string[]) {
  const upload = await spool.begin('default')
  for (const [index, text] of texts.entries()) {
    const file = { name: `${index}.txt`, mediaType: 'text/plain' }
    await upload.add(file, Readable.from([Buffer.from(text)]), new AbortController().signal)
  }
  return upload
}

async function over(id: string) {
  return vi.waitUntil(
    async () => {
      const job = await store.archive.job(id)
      return job !== undefined && !isUnderWay(job) && job
    },
    { timeout: PATIENCE_MS, interval: 20 },
  )
}

describe('jobs of uploads', () => {
  it('go on after the process has ended, from the files that it kept', async () => {
    const first = open({ ingestor: { put: () => new Promise(() => undefined) } })
    const upload = await receive(first.spool, '甲文', '乙文')
    await upload.seal()
    const { id } = await first.jobs.submit(upload, 'default', 'loopback')
    await vi.waitUntil(async () => (await store.archive.job(id))?.state === 'running', {
      timeout: PATIENCE_MS,
    })
    // As if the process had ended here: the next one opens the same directory.
    await store.reopen()
    expect(await store.archive.job(id)).toMatchObject({ state: 'queued', errors: [] })
    const next = open()
    await next.jobs.resume()
    expect(await over(id)).toMatchObject({
      state: 'done',
      done: 2,
      failed: 0,
      total: 2,
      counts: { created: 2 },
    })
    await next.jobs.stop()
    expect(await readdir(folder)).toEqual([])
  })

  it('stop with the process and stay to be taken up', async () => {
    const { spool, jobs } = open({
      ingestor: {
        put: (_collection, _documents, _progress, signal) =>
          new Promise((_, reject) =>
            signal?.addEventListener('abort', () => {
              reject(signal.reason as Error)
            }),
          ),
      },
    })
    const upload = await receive(spool, '甲文')
    await upload.seal()
    const { id } = await jobs.submit(upload, 'default', 'loopback')
    await vi.waitUntil(async () => (await store.archive.job(id))?.state === 'running', {
      timeout: PATIENCE_MS,
    })
    await jobs.stop()
    expect(await store.archive.job(id)).toMatchObject({ state: 'running' })
    expect(await readdir(folder)).toHaveLength(1)
  })

  it('say what to do when their files are gone', async () => {
    const { spool, jobs } = open()
    const upload = await receive(spool, '甲文')
    await upload.seal()
    await rm(join(folder, upload.name), { recursive: true })
    const { id } = await jobs.submit(upload, 'default', 'loopback')
    expect(await over(id)).toMatchObject({
      state: 'failed',
      errors: [{ detail: expect.stringContaining('again') as unknown }],
    })
  })

  it('that were cancelled while they waited keep no files', async () => {
    const { spool, jobs } = open()
    const upload = await receive(spool, '甲文')
    await upload.seal()
    const { id } = await store.archive.createJob('upload', null, { upload: upload.name })
    await store.archive.updateJob(id, { state: 'cancelled' })
    await open().jobs.resume()
    expect(await readdir(folder)).toEqual([])
    await jobs.stop()
  })
})

describe('what failed of an upload', () => {
  /** Refuses what says so, until it is told to take it. */
  function refusing() {
    const state = { refuses: true }
    const { archive } = store
    const real = createIngestor({
      ...{ archive, embedder, tokeniser },
      limits: { batchPassages: 4, documentMaxCharacters: 2000 },
    })
    const ingestor: Ingestor = {
      put(collection, documents, progress, signal) {
        const isRefused = state.refuses && documents.some(({ text }) => text.includes('乙'))
        return isRefused
          ? Promise.reject(new AppError('body_too_large', 'It is too long.'))
          : real.put(collection, documents, progress, signal)
      },
    }
    return { state, ingestor }
  }

  it('is kept and tried again, and nothing else', async () => {
    const { state, ingestor } = refusing()
    const { spool, jobs } = open({ ingestor })
    const upload = await receive(spool, '甲文', '乙文')
    await upload.seal()
    const { id } = await jobs.submit(upload, 'default', 'loopback')
    expect(await over(id)).toMatchObject({ state: 'done', done: 1, failed: 1, total: 2 })
    await vi.waitUntil(async () => (await spool.open(upload.name))?.files.length === 1)
    state.refuses = false
    const failed = await store.archive.job(id)
    const retried = failed && (await jobs.retry(failed, 'loopback'))
    expect(await over(retried?.id ?? '')).toMatchObject({
      done: 1,
      failed: 0,
      total: 1,
      counts: { created: 1 },
    })
    await jobs.stop()
    expect(await readdir(folder)).toEqual([])
    expect(failed && (await jobs.retry(failed, 'loopback'))).toBeUndefined()
  })

  it('outlives a restart, and is let go of after its days', async () => {
    const { spool, jobs } = open({ ingestor: refusing().ingestor })
    const upload = await receive(spool, '乙文')
    await upload.seal()
    await over((await jobs.submit(upload, 'default', 'loopback')).id)
    await jobs.stop()
    await store.reopen()
    await open().jobs.resume()
    expect(await readdir(folder)).toEqual([upload.name])
    const later = { now: () => new Date(Date.now() + 8 * 86_400_000) }
    await open({ clock: later }).jobs.resume()
    expect(await readdir(folder)).toEqual([])
  })
})

describe('uploads of several collections', () => {
  it('take turns, whoever came first', async () => {
    await store.archive.putCollection('other')
    const order: string[] = []
    const { spool, jobs } = open({
      ingestor: {
        put: (collection, documents) => {
          order.push(collection)
          return Promise.resolve(documents.map(({ id = '' }) => ({ id, status: 'created', passages: 1 })))
        },
      },
    })
    const ids: string[] = []
    for (const collection of ['default', 'default', 'default', 'other']) {
      const upload = await receive(spool, '甲文')
      await upload.seal()
      ids.push((await jobs.submit(upload, collection, 'loopback')).id)
    }
    for (const id of ids) await over(id)
    expect(order).toHaveLength(4)
    expect(order.at(-1)).toBe('default')
    await jobs.stop()
  })

  it('are let through by turns, group for group', async () => {
    const order: string[] = []
    let release = (): void => undefined
    const first = new Promise<void>(resolve => {
      release = resolve
    })
    const fair = createFairIngestor({
      async put(collection) {
        order.push(collection)
        await first
        return []
      },
    })
    const leaving = new AbortController()
    const left = fair.put('c', [], undefined, leaving.signal).catch(() => 'left')
    const all = ['a', 'a', 'a', 'b'].map(collection => fair.put(collection, []))
    const gone = fair.put('d', [], undefined, leaving.signal).catch(() => 'left')
    leaving.abort()
    release()
    await Promise.all(all)
    expect(await gone).toBe('left')
    await left
    expect(order).toEqual(['c', 'a', 'b', 'a', 'a'])
  })
})

describe('the place where uploads wait', () => {
  it('is cleared of what was never finished, but not of what is being received', async () => {
    await mkdir(join(folder, 'upl_00000000-0000-0000-0000-000000000000'), { recursive: true })
    const { spool, jobs } = open()
    const upload = await receive(spool, '甲文')
    await jobs.resume()
    expect(await readdir(folder)).toEqual([upload.name])
  })

  it('knows no upload that was not sealed, nor one outside of it', async () => {
    const { spool } = open()
    const upload = await receive(spool, '甲文')
    expect(await spool.open(upload.name)).toBeUndefined()
    expect(await spool.open('../..')).toBeUndefined()
    await upload.seal()
    expect((await spool.open(upload.name))?.files).toHaveLength(1)
  })
})
