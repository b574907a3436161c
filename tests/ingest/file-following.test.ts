import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../core/log.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTokeniser } from '../../core/text/tokenise.js'
import { importFiles, type FileFollowing, type ImportRequest } from '../../ingest/import-files.js'
import type { Ingestor } from '../../ingest/ingestor.js'
import { createFileReading } from '../../ingest/isolation/reading-pool.js'
import { createIngestor } from '../../ingest/pipeline.js'
import { isMassRemoval } from '../../ingest/sources/mass-removal.js'
import { TemporaryArchive } from '../store/temporary-archive.js'
import { HashEmbedder } from './hash-embedder.js'

const reading = createFileReading({
  ...{ processes: 1, memoryMiB: 512, timeoutMs: 60_000, maxCharacters: 100_000 },
  log: createLogger('silent'),
})
let store: TemporaryArchive
let ingestor: Ingestor
let folder: string
let collection: string
let tests = 0
/** Documents that were handed over, so that what was not read shows. */
let handedOver = 0

beforeAll(async () => {
  const embedder = new HashEmbedder()
  store = await TemporaryArchive.open({ modelId: embedder.id, dimensions: embedder.dimensions })
  const tokeniser = createTokeniser(createSegmenter())
  const limits = { batchPassages: 64, documentMaxCharacters: 2000 }
  const real = createIngestor({ archive: store.archive, embedder, tokeniser, limits })
  ingestor = {
    put(target, documents, ...rest) {
      handedOver += documents.length
      return real.put(target, documents, ...rest)
    },
  }
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'youju-following-'))
  collection = `test-${++tests}`
  await store.archive.putCollection(collection)
  handedOver = 0
})
afterEach(() => rm(folder, { recursive: true, force: true }))
afterAll(async () => {
  await reading.close()
  await store.dispose()
})

/** Written long ago, unless it says otherwise: a file that was written just now may be written again. */
async function write(name: string, content: string, secondsAgo = 3600): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  await touch(path, secondsAgo)
  return path
}

const touch = (path: string, secondsAgo: number) =>
  utimes(path, new Date(), new Date(Date.now() - 1000 * secondsAgo))

function run(how: Partial<FileFollowing> = {}, change: Partial<ImportRequest> = {}) {
  const following: FileFollowing = {
    records: store.archive.sources,
    removeDocument: async id => {
      await store.archive.deleteDocument(collection, id)
    },
    ...how,
  }
  return importFiles({
    paths: [folder],
    collection,
    ingestor,
    reading,
    archive: store.archive,
    following,
    ...change,
  })
}

const kept = async () => {
  const { documents } = await store.archive.documents(collection, { limit: 200, order: 'oldest' })
  return documents.map(({ id }) => id).sort()
}
const lines = (...ids: string[]) =>
  ids.map(id => JSON.stringify({ id, title: id, text: `文 ${id}` })).join('\n')

describe('A file that was read before', () => {
  it('is not read again while size and time are the same', async () => {
    await write('a.md', '甲')
    await write('b/c.jsonl', lines('1', '2', '3'))
    expect(await run()).toMatchObject({ created: 4, unchanged: 0 })
    expect(await run()).toMatchObject({ created: 0, updated: 0, unchanged: 4, failed: 0 })
    expect(handedOver).toBe(4)
  })

  it('is not read again when only its time differs', async () => {
    const path = await write('a.md', '甲')
    await run()
    await touch(path, 10)
    expect(await run()).toMatchObject({ unchanged: 1 })
    expect(handedOver).toBe(1)
  })

  it('is read when it holds something else of the same size', async () => {
    await write('a.md', '甲')
    await run()
    await write('a.md', '乙', 100)
    expect(await run()).toMatchObject({ updated: 1 })
  })

  it('is compared byte by byte when it was written so lately that its time proves nothing', async () => {
    const path = await write('a.md', '甲', 0)
    const time = new Date()
    await utimes(path, time, time)
    await run()
    await writeFile(path, '乙')
    await utimes(path, time, time)
    expect(await run()).toMatchObject({ updated: 1 })
  })

  it('is read when asked for by force, and when one of its documents is no longer there', async () => {
    await write('a.md', '甲')
    await write('b.jsonl', lines('1', '2'))
    await run()
    expect(await run({ force: true })).toMatchObject({ unchanged: 3 })
    expect(handedOver).toBe(6)
    await store.archive.deleteDocument(collection, '2')
    expect(await run()).toMatchObject({ created: 1, unchanged: 2 })
  })

  it('is read when another source has replaced its document meanwhile', async () => {
    await write('one/a.md', '甲')
    await write('two/a.md', '乙')
    const [one, two] = [join(folder, 'one'), join(folder, 'two')]
    for (const path of [one, two]) await run({}, { paths: [path] })
    expect(await run({}, { paths: [one] })).toMatchObject({ updated: 1 })
    expect((await store.archive.document(collection, 'a.md'))?.text).toBe('甲')
  })

  it('is read again as long as something of it fails', async () => {
    await write('a.jsonl', `${lines('1')}\n{`)
    expect(await run()).toMatchObject({ created: 1, failed: 1 })
    expect(await run()).toMatchObject({ unchanged: 1, failed: 1 })
    await write('a.jsonl', lines('1', '2'))
    expect(await run()).toMatchObject({ created: 1, unchanged: 1, failed: 0 })
  })

  it('is left for later while it is being written', async () => {
    await write('a.md', '甲', 0)
    await write('b.md', '乙')
    expect(await run({ settleMs: 60_000 })).toMatchObject({ created: 1, postponed: 1 })
    expect(await kept()).toEqual(['b.md'])
  })

  it('is the same file, given alone or with its folder', async () => {
    const path = await write('a.md', '甲')
    await write('b.md', '乙')
    await run({}, { paths: [path] })
    expect(await run()).toMatchObject({ created: 1, unchanged: 1 })
    await run({}, { paths: [path] })
    const sources = await store.archive.sources.list(collection)
    expect(sources).toMatchObject([{ kind: 'file', settings: {}, items: 2, documents: 2 }])
  })
})

describe('A file that is gone', () => {
  const fill = async (names: readonly string[]) => {
    for (const name of names) await write(name, name)
    await run()
  }

  it('takes its documents along only when that is asked for', async () => {
    await fill(['a.md', 'b.md'])
    await rm(join(folder, 'a.md'))
    expect(await run()).toMatchObject({ missing: 1, removed: 0 })
    expect(await kept()).toEqual(['a.md', 'b.md'])
    expect(await run({ onGone: 'remove' })).toMatchObject({ missing: 0, removed: 1, failed: 0 })
    expect(await kept()).toEqual(['b.md'])
    const [source] = await store.archive.sources.list(collection)
    expect(await store.archive.sources.items(source?.id ?? '')).toMatchObject([
      { key: 'a.md', goneReason: 'The file is no longer there.' },
      { key: 'b.md', goneAt: null },
    ])
    expect(await run({ onGone: 'remove' })).toMatchObject({ removed: 0, unchanged: 1 })
  })

  it('comes back when it is there again', async () => {
    await fill(['a.md', 'b.md'])
    await rm(join(folder, 'a.md'))
    await run({ onGone: 'remove' })
    await write('a.md', 'a.md')
    expect(await run({ onGone: 'remove' })).toMatchObject({ created: 1 })
    expect(await kept()).toEqual(['a.md', 'b.md'])
  })

  it('and is there under another name, moves its document', async () => {
    await fill(['a.md', 'b.md'])
    await rename(join(folder, 'a.md'), join(folder, 'c.md'))
    expect(await run({ onGone: 'remove' })).toMatchObject({ created: 1, removed: 1 })
    expect(await kept()).toEqual(['b.md', 'c.md'])
  })

  it('takes nothing along when a folder is suddenly empty, unless somebody says so', async () => {
    await fill(['a.md', 'b.md', 'c.md'])
    for (const name of ['a.md', 'b.md', 'c.md']) await rm(join(folder, name))
    expect(await run({ onGone: 'remove' })).toMatchObject({ removed: 0, errors: [{ code: 'source_shrunk' }] })
    expect(await kept()).toHaveLength(3)
    expect(await run({ onGone: 'remove', acceptRemovals: true })).toMatchObject({ removed: 3, failed: 0 })
  })

  it('with its folder is an error, and takes nothing along', async () => {
    await fill(['a.md'])
    await rm(folder, { recursive: true })
    await expect(run({ onGone: 'remove', acceptRemovals: true })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    expect(await kept()).toEqual(['a.md'])
  })

  it('leaves alone what another source has made of it since', async () => {
    await write('one/a.md', '甲')
    await write('one/b.md', '甲')
    await write('two/a.md', '乙')
    const paths = [join(folder, 'one')]
    await run({}, { paths })
    await run({}, { paths: [join(folder, 'two')] })
    await rm(join(folder, 'one/a.md'))
    expect(await run({ onGone: 'remove' }, { paths })).toMatchObject({ removed: 0 })
    expect(await kept()).toEqual(['a.md', 'b.md'])
  })

  it('is a line of one: its document goes, but not while a line cannot be read', async () => {
    await write('a.jsonl', lines('1', '2', '3'))
    await run()
    await write('a.jsonl', lines('1'), 100)
    expect(await run()).toMatchObject({ removed: 0, unchanged: 1 })
    await write('a.jsonl', `${lines('1')}\n{`, 90)
    expect(await run({ onGone: 'remove' })).toMatchObject({ removed: 0, failed: 1 })
    await write('a.jsonl', lines('1'), 80)
    expect(await run({ onGone: 'remove' })).toMatchObject({ removed: 2, failed: 0 })
    expect(await kept()).toEqual(['1'])
  })
})

describe('isMassRemoval', () => {
  it.each([
    [1, 0, false],
    [2, 0, true],
    [10, 1, false],
    [11, 1, true],
    [11, 20, false],
    [0, 0, false],
  ])('%i gone, %i there: %s', (gone, present, expected) => {
    expect(isMassRemoval(gone, present)).toBe(expected)
  })
})
