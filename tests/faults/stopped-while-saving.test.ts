import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, open, readdir, rm } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { packageRoot } from '../../core/package-root.js'
import { readModelFolder } from '../../embeddings/model-folder.js'
import type { Archive } from '../../store/archive.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import type { EmbeddedArchiveOptions } from '../../store/embedded/embedded-archive-options.js'
import { PATIENCE_MS, Workplace } from '../cli/workplace.js'
import { LogLines } from '../store/log-lines.js'
import { log, temporaryDirectory } from '../store/temporary-archive.js'
import { clusteredVectors, documentsOf, untilReady } from '../store/vector-corpus.js'
import { report } from './extent.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const BUILT_IN_MODEL = join(packageRoot(), 'embeddings', 'models', 'youju-zh-small')
/** The fewest that a service makes an index for. */
const MIN_GRAPH_PASSAGES = 1000
/** What the requests in flight get; 25 s by default, and the rest makes it 30. */
const REQUESTS_MS = 100
const MAX_REST_MS = 5000
const GIVEN_UP = 'before every vector index was saved'

const folderOf = (dataDir: string) => join(dataDir, 'vectors', '1-1')
const filesOf = async (dataDir: string) => (await readdir(folderOf(dataDir))).sort()
const generationOf = async (dataDir: string) => Number.parseInt((await filesOf(dataDir))[0] ?? '', 10)

/** Stands where the next index file will be written: whoever writes to it waits for somebody who reads. */
async function makeDiskThatDoesNotAnswer(dataDir: string): Promise<string> {
  const file = join(folderOf(dataDir), `${(await generationOf(dataDir)) + 1}.hnsw.tmp`)
  execFileSync('mkfifo', [file])
  return file
}

/** Each document is found by the vector of its first passage, but for the one that was deleted. */
async function expectAllButTheFirst(archive: Archive, vectors: readonly Float32Array[]): Promise<void> {
  await untilReady(archive)
  const found: number[] = []
  for (let position = 0; position < vectors.length; position += 100) {
    const vector = vectors[position] ?? new Float32Array()
    const [hit] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
    if ((hit?.score ?? 0) > 0.999) found.push(position)
  }
  expect(found).toEqual(
    Array.from({ length: vectors.length / 100 - 1 }, (_value, index) => (index + 1) * 100),
  )
  expect(await archive.document('default', 'd0')).toBeUndefined()
  expect(await archive.vectorIndexes()).toMatchObject([{ count: vectors.length - 100, missing: 0 }])
}

/** A data directory with a saved index. @param options of the archive that it is for */
async function makeSaved(
  dataDir: string,
  options: ArchiveOptions,
  vectors: readonly Float32Array[],
): Promise<void> {
  const archive = await openEmbeddedArchive({ ...options, dataDir, log })
  await archive.putDocuments('default', documentsOf(vectors))
  await untilReady(archive)
  await archive.close()
}

type ArchiveOptions = Omit<EmbeddedArchiveOptions, 'dataDir' | 'log'>

describe('An archive that is closed with a deadline', () => {
  const options = { modelId: 'm', dimensions: 32, vectorIndex: { minGraphPassages: 500 } }
  const vectors = clusteredVectors(600, options.dimensions, 60)
  let saved: string
  let dataDir: string
  let archive: Archive
  let lines: LogLines
  beforeAll(async () => {
    saved = await temporaryDirectory()
    await makeSaved(saved, options, vectors)
  })
  afterAll(() => rm(saved, { recursive: true }))
  /** It has a saved index, and a change that is worth another. */
  beforeEach(async () => {
    dataDir = await temporaryDirectory()
    await cp(saved, dataDir, { recursive: true })
    lines = new LogLines()
    archive = await openEmbeddedArchive({ ...options, dataDir, log: lines.log })
    await untilReady(archive)
    await archive.deleteDocument('default', 'd0')
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  async function expectKept(): Promise<void> {
    const next = await openEmbeddedArchive({ ...options, dataDir, log })
    await expectAllButTheFirst(next, vectors)
    await next.close()
  }

  it('saves its index when there is time', async () => {
    const before = await generationOf(dataDir)
    await archive.close(AbortSignal.timeout(PATIENCE_MS))
    expect(await filesOf(dataDir)).toEqual([`${before + 1}.hnsw`, `${before + 1}.json`])
    expect(lines.count(GIVEN_UP)).toBe(0)
    await expectKept()
  })

  it('gives up after the step in hand, and leaves nothing of it', async () => {
    const before = await filesOf(dataDir)
    const disk = await makeDiskThatDoesNotAnswer(dataDir)
    const deadline = new AbortController()
    const closed = archive.close(deadline.signal)
    const reader = await open(disk)
    deadline.abort()
    await reader.readFile()
    await closed
    await reader.close()
    await expect.poll(() => filesOf(dataDir)).toEqual(before)
    expect(lines.count(GIVEN_UP)).toBe(1)
    await expectKept()
  })

  it('does not wait for a disk that does not answer, and its directory is free', async () => {
    const disk = await makeDiskThatDoesNotAnswer(dataDir)
    const deadline = new AbortController()
    const closed = archive.close(deadline.signal)
    const reader = await open(disk)
    const begun = performance.now()
    deadline.abort()
    await closed
    expect(performance.now() - begun).toBeLessThan(5000)
    await expectKept()
    await reader.close()
  })
})

/** Takes connections and says nothing. */
async function listenSilently(): Promise<{ url: string; close(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => sockets.add(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

describe('A service that is told to stop', () => {
  let saved: string
  let workplace: Workplace
  let options: ArchiveOptions
  let vectors: Float32Array[]
  beforeAll(async () => {
    const { id: modelId, dimensions } = await readModelFolder(BUILT_IN_MODEL)
    options = { modelId, dimensions }
    vectors = clusteredVectors(MIN_GRAPH_PASSAGES, dimensions, 61)
    saved = await temporaryDirectory()
    await makeSaved(saved, options, vectors)
  })
  afterAll(() => rm(saved, { recursive: true }))
  beforeEach(async () => {
    workplace = await Workplace.open()
    await cp(saved, workplace.dataDir, { recursive: true })
  })
  afterEach(() => workplace.close())

  it.each([
    { name: 'nothing that hangs', hung: undefined },
    { name: 'a disk that does not answer', hung: 'disk' },
    { name: 'a receiver of traces that does not answer', hung: 'receiver' },
  ])('with an index to save and $name ends in time, with everything kept', async ({ name, hung }) => {
    const { dataDir } = workplace
    const before = await generationOf(dataDir)
    const receiver = await listenSilently()
    const service = await workplace.serve({
      YOUJU_SHUTDOWN_TIMEOUT_MS: String(REQUESTS_MS),
      ...(hung === 'receiver' && { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }),
    })
    const url = `${service.url}/v1/collections/default/documents/d0`
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(204)
    if (hung === 'disk') await makeDiskThatDoesNotAnswer(dataDir)
    const begun = performance.now()
    const { exitCode } = await service.end('SIGTERM')
    const stopMs = performance.now() - begun
    receiver.close()
    report(`SIGTERM, an index to save and ${name}`, { 'ms until it had ended': Math.round(stopMs) })
    // Null: ended by the signal that it was sent.
    expect(exitCode).toBe(hung === undefined ? 0 : null)
    expect(stopMs).toBeLessThan(REQUESTS_MS + MAX_REST_MS)

    const next = await openEmbeddedArchive({ ...options, dataDir, log })
    await expectAllButTheFirst(next, vectors)
    expect(await generationOf(dataDir)).toBe(hung === 'disk' ? before : before + 1)
    await next.close()
  })
})
