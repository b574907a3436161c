import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../core/errors.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTokeniser } from '../../core/text/tokenise.js'
import { importFiles, type ImportProgress, type ImportRequest } from '../../ingest/import-files.js'
import type { Ingestor } from '../../ingest/ingestor.js'
import { createFileReading } from '../../ingest/isolation/reading-pool.js'
import { createLogger } from '../../core/log.js'
import { createIngestor } from '../../ingest/pipeline.js'
import { loadSamples } from '../../ingest/samples.js'
import { findFiles } from '../../ingest/walk-files.js'
import { TemporaryArchive } from '../store/temporary-archive.js'
import { HashEmbedder } from './hash-embedder.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'youju-files-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function write(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  return path
}

describe('findFiles', () => {
  const idsBelow = async (...paths: string[]) => {
    const { files, skipped } = await findFiles(paths)
    return { ids: files.map(file => file.id), skipped }
  }

  it('walks folders in the order of names, without dot files, and counts what nobody reads', async () => {
    for (const name of ['b.md', 'a/2.txt', 'a/10.txt', '.git/x.md', 'a/.hidden.md', 'pic.png', 'README']) {
      await write(name, 'x')
    }
    expect(await idsBelow(folder)).toEqual({ ids: ['a/10.txt', 'a/2.txt', 'b.md'], skipped: 2 })
  })

  it('takes single files by their name, and each only once', async () => {
    const path = await write('a/b.md', 'x')
    expect(await idsBelow(path, path)).toEqual({ ids: ['b.md'], skipped: 0 })
  })

  it('follows no link out of the folder, nor in a circle', async () => {
    await write('in/a.md', 'x')
    await write('out/secret.md', 'x')
    await symlink(join(folder, 'out'), join(folder, 'in/link'))
    await symlink(join(folder, 'out/secret.md'), join(folder, 'in/secret.md'))
    await symlink(join(folder, 'in'), join(folder, 'in/circle'))
    expect(await idsBelow(join(folder, 'in'))).toEqual({ ids: ['a.md'], skipped: 0 })
  })

  it('refuses a path that is not there, and two files of one id', async () => {
    await write('one/a.md', 'x')
    await write('two/a.md', 'x')
    await expect(findFiles([join(folder, 'none')])).rejects.toMatchObject({ code: 'invalid_request' })
    await expect(findFiles([join(folder, 'one'), join(folder, 'two')])).rejects.toThrow('"a.md"')
  })
})

describe('importing', () => {
  let store: TemporaryArchive
  let ingestor: Ingestor
  let collection: string
  let tests = 0
  const tokeniser = createTokeniser(createSegmenter())
  const embedder = new HashEmbedder()
  const limits = { batchPassages: 4, documentMaxCharacters: 2000 }
  const reading = createFileReading({
    processes: 1,
    memoryMiB: 512,
    timeoutMs: 20_000,
    maxCharacters: 100_000,
    log: createLogger('silent'),
  })

  beforeAll(async () => {
    store = await TemporaryArchive.open({ modelId: embedder.id, dimensions: embedder.dimensions })
    ingestor = createIngestor({ archive: store.archive, embedder, tokeniser, limits })
  })
  beforeEach(async () => {
    collection = `test-${++tests}`
    await store.archive.putCollection(collection)
  })
  afterAll(async () => {
    await reading.close()
    await store.dispose()
  })

  const run = (change: Partial<ImportRequest> = {}) =>
    importFiles({ paths: [folder], collection, ingestor, reading, archive: store.archive, ...change })

  it('loads the samples until they are loaded once', async () => {
    const first = await TemporaryArchive.open({ modelId: embedder.id, dimensions: embedder.dimensions })
    try {
      const deps = {
        reading,
        archive: first.archive,
        ingestor: createIngestor({
          archive: first.archive,
          embedder,
          tokeniser,
          limits: { ...limits, documentMaxCharacters: 100_000 },
        }),
      }
      // As if the process had ended while it loaded them.
      await first.archive.createJob('samples', null)
      const loaded = await loadSamples(deps)
      expect(loaded).toMatchObject({ failed: 0, skipped: 0, errors: [] })
      expect(loaded?.created).toBeGreaterThanOrEqual(40)
      expect(await first.archive.document('default', 'zh/2023-10-11-gengzheng-hedengjie.md')).toBeDefined()
      for (const { id } of (await first.archive.documents('default', { limit: 200, order: 'newest' }))
        .documents) {
        await first.archive.deleteDocument('default', id)
      }
      expect(await loadSamples(deps)).toBeUndefined()
    } finally {
      await first.dispose()
    }
  })

  it('keeps every readable document and records the job', async () => {
    await write('a.md', '---\ntitle: 甲\n---\n甲文。')
    await write('b.txt', '乙\n乙文。')
    await write('x.bin', 'x')
    const progress: ImportProgress[] = []
    const summary = await run({ onProgress: step => progress.push(step) })
    expect(summary).toMatchObject({
      created: 2,
      failed: 0,
      skipped: 1,
      passages: 2,
      cancelled: false,
      errors: [],
    })
    expect(await store.archive.job(summary.jobId ?? '')).toMatchObject({
      kind: 'import',
      state: 'done',
      done: 2,
      total: 2,
    })
    expect(await store.archive.document(collection, 'a.md')).toMatchObject({ title: '甲', text: '甲文。' })
    expect(progress.at(-1)).toMatchObject({ documents: 2, bytesDone: progress[0]?.bytesTotal })
    expect(await run()).toMatchObject({ created: 0, unchanged: 2, passages: 0 })
    await write('b.txt', '乙\n乙文改。')
    expect(await run()).toMatchObject({ updated: 1, unchanged: 1 })
  })

  it('reports each failure with its reason and goes on', async () => {
    await write('a-empty.txt', ' ')
    await write('b-long.txt', '长'.repeat(2001))
    await writeFile(join(folder, 'c-picture.txt'), Uint8Array.of(0xff, 0x80, 0, 0, 0xff, 0x80))
    await write(
      'd.jsonl',
      '{"id":"one","title":"一","text":"文"}\nbroken\n{"id":"two","title":"二","text":"\\u200b"}\n',
    )
    await write('e.txt', '好\n好文。')
    const summary = await run()
    expect(summary).toMatchObject({ created: 2, failed: 5 })
    expect(summary.errors.map(({ item, code }) => [item, code])).toEqual([
      ['a-empty.txt', 'empty_document'],
      ['c-picture.txt', 'unreadable_document'],
      ['d.jsonl#2', 'unreadable_document'],
      ['b-long.txt', 'body_too_large'],
      ['two', 'empty_document'],
    ])
    expect(await store.archive.job(summary.jobId ?? '')).toMatchObject({
      state: 'done',
      done: 2,
      failed: 5,
      total: 7,
      errors: summary.errors,
    })
    expect(JSON.stringify(summary.errors)).not.toContain(folder)
  })

  it('stops at once on a failure that concerns all, and marks the job', async () => {
    await write('a.txt', '甲')
    const broken: Ingestor = { put: () => Promise.reject(new AppError('disk_full', 'The disk is full.')) }
    await expect(run({ ingestor: broken })).rejects.toMatchObject({ code: 'disk_full' })
    expect((await store.archive.jobs(1))[0]).toMatchObject({
      state: 'failed',
      errors: [{ code: 'disk_full' }],
    })
  })

  it.each([
    ['after a batch: the rest is not begun', 4, 30],
    ['with the last one: all is there, and the job is cancelled all the same', 30, 31],
  ])('notices that its job was cancelled %s', async (_when, cancelAt, below) => {
    for (let index = 0; index < 30; index++) await write(`${index}.txt`, `第${index}篇。`.repeat(60))
    const cancel = async (id: string) => store.archive.updateJob(id, { state: 'cancelled' })
    const archive = {
      createJob: store.archive.createJob.bind(store.archive),
      // As if somebody cancelled it just before this progress is written.
      updateJob: async (id: string, change: Parameters<typeof store.archive.updateJob>[1]) => {
        if ((change.done ?? 0) >= cancelAt) await cancel(id)
        return store.archive.updateJob(id, change)
      },
    }
    const summary = await run({ archive })
    expect(summary).toMatchObject({ cancelled: true, failed: 0 })
    expect(summary.created).toBeGreaterThanOrEqual(cancelAt)
    expect(summary.created).toBeLessThan(below)
    expect((await store.archive.collection(collection))?.documents).toBe(summary.created)
    expect(await store.archive.job(summary.jobId ?? '')).toMatchObject({
      state: 'cancelled',
      done: summary.created,
    })
  })

  it('keeps what is acknowledged when it is stopped, and says so', async () => {
    for (let index = 0; index < 30; index++) await write(`${index}.txt`, `第${index}篇。`.repeat(60))
    const stop = new AbortController()
    const summary = await run({
      signal: stop.signal,
      onProgress: ({ documents }) => {
        if (documents > 3) stop.abort()
      },
    })
    expect(summary.cancelled).toBe(true)
    expect(summary.created).toBeGreaterThan(3)
    expect(summary.created).toBeLessThan(30)
    expect((await store.archive.collection(collection))?.documents).toBeGreaterThanOrEqual(summary.created)
    expect(await store.archive.job(summary.jobId ?? '')).toMatchObject({
      state: 'cancelled',
      done: summary.created,
    })
  })
})
