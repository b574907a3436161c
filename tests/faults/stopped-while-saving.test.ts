import { execFileSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { packageRoot } from '../../core/package-root.js'
import { readModelFolder } from '../../embeddings/model-folder.js'
import type { Archive } from '../../store/archive.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { PATIENCE_MS, Workplace } from '../cli/workplace.js'
import { LogLines } from '../store/log-lines.js'
import { log, TemporaryArchive } from '../store/temporary-archive.js'
import { clusteredVectors, documentsOf, untilReady } from '../store/vector-corpus.js'
import { report } from './extent.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const BUILT_IN_MODEL = join(packageRoot(), 'embeddings', 'models', 'youju-zh-small')
const PASSAGES = 1000
/** What every stop keeps below, however large the index and however slow the disk. */
const MAX_STOP_MS = 30_000

const folderOf = (dataDir: string) => join(dataDir, 'vectors', '1-1')
const filesOf = async (dataDir: string) => (await readdir(folderOf(dataDir))).sort()
const generationOf = async (dataDir: string) => Number.parseInt((await filesOf(dataDir))[0] ?? '', 10)

/** Stands where the next index file will be written: whoever writes to it waits until somebody reads. */
async function makeDiskThatDoesNotAnswer(dataDir: string): Promise<string> {
  const file = join(folderOf(dataDir), `${(await generationOf(dataDir)) + 1}.hnsw.tmp`)
  execFileSync('mkfifo', [file])
  return file
}

/** Looks for the first passage of each document that is left by its own vector, and for what was deleted. */
async function notFoundIn(archive: Archive, vectors: readonly Float32Array[]): Promise<number[]> {
  const lost: number[] = []
  for (let position = 100; position < PASSAGES; position += 100) {
    const vector = vectors[position] ?? new Float32Array()
    const [hit] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
    if ((hit?.score ?? 0) < 0.999) lost.push(position)
  }
  return lost
}

async function expectAllButTheFirst(archive: Archive, vectors: readonly Float32Array[]): Promise<void> {
  await untilReady(archive)
  expect(await notFoundIn(archive, vectors)).toEqual([])
  expect(await archive.document('default', 'd0')).toBeUndefined()
  const vector = vectors[0] ?? new Float32Array()
  const [hit] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
  expect(hit?.score).toBeLessThan(0.999)
  expect(await archive.vectorIndexes()).toMatchObject([{ count: PASSAGES - 100, missing: 0 }])
}

describe('An archive that is closed with a deadline', () => {
  const options = { modelId: 'm', dimensions: 32, vectorIndex: { minGraphPassages: 100 } }
  const vectors = clusteredVectors(PASSAGES, options.dimensions, 60)
  let under: TemporaryArchive | undefined
  afterEach(() => under?.dispose())

  /** Has a saved index, and a change that is worth another. */
  async function openChanged(): Promise<{ archive: Archive; dataDir: string; lines: LogLines }> {
    const lines = new LogLines()
    under = await TemporaryArchive.open({ ...options, log: lines.log })
    await under.archive.putDocuments('default', documentsOf(vectors))
    await untilReady(under.archive)
    await untilReady(await under.reopen())
    await under.archive.deleteDocument('default', 'd0')
    return { archive: under.archive, dataDir: under.dataDir, lines }
  }

  it('saves its index when there is time', async () => {
    const { archive, dataDir, lines } = await openChanged()
    const before = await generationOf(dataDir)
    await archive.close(AbortSignal.timeout(PATIENCE_MS))
    expect(await filesOf(dataDir)).toEqual([`${before + 1}.hnsw`, `${before + 1}.json`])
    expect(lines.count('before every vector index was saved')).toBe(0)
  })

  it('gives up after the step in hand, and leaves nothing of it', async () => {
    const { archive, dataDir, lines } = await openChanged()
    const before = await filesOf(dataDir)
    const disk = await makeDiskThatDoesNotAnswer(dataDir)
    const deadline = new AbortController()
    const closed = archive.close(deadline.signal)
    deadline.abort()
    await readFile(disk)
    await closed
    expect(await filesOf(dataDir)).toEqual(before)
    expect(lines.count('before every vector index was saved')).toBe(1)
    await expectAllButTheFirst((await under?.reopen()) ?? archive, vectors)
  })

  it('does not wait for a disk that does not answer, and its directory is free', async () => {
    const { archive, dataDir } = await openChanged()
    const disk = await makeDiskThatDoesNotAnswer(dataDir)
    const begun = performance.now()
    await archive.close(AbortSignal.timeout(200))
    expect(performance.now() - begun).toBeLessThan(5000)
    const next = await openEmbeddedArchive({ ...options, dataDir, log })
    await expectAllButTheFirst(next, vectors)
    await next.close()
    expect(await filesOf(dataDir)).not.toContain(disk)
  })
})

describe('A service that is told to stop', () => {
  let workplace: Workplace
  afterEach(() => workplace.close())

  const DISKS = [
    { name: 'a disk that answers', isStuck: false },
    { name: 'a disk that does not answer', isStuck: true },
  ]

  it.each(DISKS)('with an index to save on $name ends in time, with everything kept', async ({ isStuck }) => {
    workplace = await Workplace.open()
    const { dataDir } = workplace
    const { id: modelId, dimensions } = await readModelFolder(BUILT_IN_MODEL)
    const vectors = clusteredVectors(PASSAGES, dimensions, 61)
    const open = () => openEmbeddedArchive({ dataDir, modelId, dimensions, log })
    const made = await open()
    await made.putDocuments('default', documentsOf(vectors))
    await untilReady(made)
    await made.close()
    const before = await generationOf(dataDir)

    const service = await workplace.serve({ YOUJU_SHUTDOWN_TIMEOUT_MS: '100' })
    const url = `${service.url}/v1/collections/default/documents/d0`
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(204)
    if (isStuck) await makeDiskThatDoesNotAnswer(dataDir)
    const begun = performance.now()
    const { exitCode } = await service.end('SIGTERM')
    const stopMs = performance.now() - begun
    report(`SIGTERM, index on ${isStuck ? 'a disk that does not answer' : 'a disk that answers'}`, {
      'ms until it had ended': Math.round(stopMs),
    })
    // Null: ended by the signal that it was sent.
    expect(exitCode).toBe(isStuck ? null : 0)
    expect(stopMs).toBeLessThan(MAX_STOP_MS - 25_000 + 100)

    const next = await open()
    await expectAllButTheFirst(next, vectors)
    expect(await generationOf(dataDir)).toBe(isStuck ? before : before + 1)
    await next.close()
  })
})
