import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Archive } from '../../store/archive.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { LogLines, NOT_BELIEVED } from '../store/log-lines.js'
import { seededRandom } from '../store/prepared-documents.js'
import { log, temporaryDirectory, TemporaryArchive } from '../store/temporary-archive.js'
import { clusteredVectors, documentsOf, untilReady } from '../store/vector-corpus.js'

const DIMENSIONS = 32
const PASSAGES = 600
const OPTIONS = { modelId: 'm', dimensions: DIMENSIONS, vectorIndex: { minGraphPassages: 100 } }
const VECTORS = clusteredVectors(PASSAGES, DIMENSIONS, 1)
const OTHER_VECTORS = clusteredVectors(PASSAGES, DIMENSIONS, 2)

/** The files of the first collection, and of a second one that holds as many other vectors. */
interface Files {
  readonly graph: string
  readonly sidecar: string
  readonly otherGraph: string
  readonly otherSidecar: string
}
type Damage = (files: Files) => Promise<unknown>

async function changeSidecar(path: string, change: object): Promise<void> {
  const sidecar = JSON.parse(await readFile(path, 'utf8')) as object
  await writeFile(path, JSON.stringify({ ...sidecar, ...change }))
}

async function flip(path: string, count: number): Promise<void> {
  const bytes = await readFile(path)
  const random = seededRandom(5)
  for (let flipped = 0; flipped < count; flipped++) {
    const at = Math.floor(random() * bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  }
  await writeFile(path, bytes)
}

/** Overwrites a part from the middle on: there the neighbours of the lowest layer are kept. */
async function overwrite(path: string, bytes: Uint8Array): Promise<void> {
  const whole = await readFile(path)
  whole.set(bytes, whole.length >> 1)
  await writeFile(path, whole)
}

const DAMAGES: readonly [string, Damage][] = [
  ['one flipped bit', ({ graph }) => flip(graph, 1)],
  ['a thousand flipped bits', ({ graph }) => flip(graph, 1000)],
  ['zeros in the middle', ({ graph }) => overwrite(graph, new Uint8Array(4096))],
  ['one neighbour id overwritten', ({ graph }) => overwrite(graph, Uint8Array.of(1, 2, 3, 0))],
  ['half of the file', async ({ graph }) => truncate(graph, (await readFile(graph)).length / 2)],
  ['all but the last byte', async ({ graph }) => truncate(graph, (await readFile(graph)).length - 1)],
  ['an empty file', ({ graph }) => truncate(graph, 0)],
  ['no file', ({ graph }) => rm(graph)],
  ['noise of the same length', async ({ graph }) => writeFile(graph, (await readFile(graph)).fill(7))],
  ['no sidecar', ({ sidecar }) => rm(sidecar)],
  ['an empty sidecar', ({ sidecar }) => truncate(sidecar, 0)],
  ['a sidecar that is no JSON', ({ sidecar }) => writeFile(sidecar, '{"format":1,')],
  ['a sidecar that is null', ({ sidecar }) => writeFile(sidecar, 'null')],
  ['a sidecar of a later version', ({ sidecar }) => changeSidecar(sidecar, { format: 2 })],
  ['a sidecar with a member too many', ({ sidecar }) => changeSidecar(sidecar, { compressed: true })],
  ['a sidecar of another model', ({ sidecar }) => changeSidecar(sidecar, { modelId: 'other' })],
  ['a sidecar of other dimensions', ({ sidecar }) => changeSidecar(sidecar, { dimensions: DIMENSIONS * 2 })],
  ['a sidecar of another generation', ({ sidecar }) => changeSidecar(sidecar, { generation: 9 })],
  ['a sidecar with another count', ({ sidecar }) => changeSidecar(sidecar, { count: PASSAGES + 1 })],
  ['a sidecar with other deletions', ({ sidecar }) => changeSidecar(sidecar, { deleted: 3 })],
  [
    'the files of another collection, whole',
    async ({ graph, sidecar, otherGraph, otherSidecar }) => {
      await cp(otherGraph, graph)
      await cp(otherSidecar, sidecar)
    },
  ],
  ['the graph of another collection', ({ graph, otherGraph }) => cp(otherGraph, graph)],
]

describe('A saved index file', () => {
  let whole: TemporaryArchive
  beforeAll(async () => {
    whole = await TemporaryArchive.open(OPTIONS)
    await whole.archive.putCollection('other')
    await whole.archive.putDocuments('default', documentsOf(VECTORS))
    await whole.archive.putDocuments('other', documentsOf(OTHER_VECTORS))
    await untilReady(whole.archive)
    await whole.archive.close()
  })
  afterAll(() => whole.dispose())

  /** Opens a copy that something was done to, and says whether the file was believed. */
  async function openAfter(damage: Damage): Promise<boolean> {
    const dataDir = await temporaryDirectory()
    const lines = new LogLines()
    await cp(whole.dataDir, dataDir, { recursive: true })
    await damage(await filesOf(dataDir))
    const archive = await openEmbeddedArchive({ ...OPTIONS, dataDir, log: lines.log })
    try {
      await expectAllFound(archive)
      await untilReady(archive)
      await expectAllFound(archive)
    } finally {
      await archive.close()
    }
    await rm(dataDir, { recursive: true })
    return lines.count(NOT_BELIEVED) === 0
  }

  it('is loaded when nothing is wrong with it', async () => {
    expect(await openAfter(() => Promise.resolve())).toBe(true)
  })

  it.each(DAMAGES)('is never served with %s: it is built anew', async (_name, damage) => {
    expect(await openAfter(damage)).toBe(false)
  })

  it.each(['older', 'newer'])('that is %s than the database is not served: it is built anew', async age => {
    const moments = [await temporaryDirectory(), await temporaryDirectory()] as const
    await cp(whole.dataDir, moments[0], { recursive: true })
    const later = await openEmbeddedArchive({ ...OPTIONS, dataDir: moments[0], log })
    await cp(whole.dataDir, moments[1], { recursive: true })
    await later.putDocuments('default', documentsOf(clusteredVectors(200, DIMENSIONS, 3), 50_000))
    await untilReady(later)
    await later.close()
    const [now, then] = age === 'older' ? moments : [moments[1], moments[0]]
    await rm(join(now, 'vectors'), { recursive: true })
    await cp(join(then, 'vectors'), join(now, 'vectors'), { recursive: true })
    const lines = new LogLines()
    const archive = await openEmbeddedArchive({ ...OPTIONS, dataDir: now, log: lines.log })
    await untilReady(archive)
    await expectAllFound(archive)
    await archive.close()
    for (const folder of moments) await rm(folder, { recursive: true })
    expect(lines.count(NOT_BELIEVED)).toBe(1)
  })

  it('is written again after it was built anew', async () => {
    const { graph } = await filesOf(whole.dataDir)
    await flip(graph, 100)
    const lines = new LogLines()
    await untilReady(await whole.reopen({ log: lines.log }))
    expect(lines.count(NOT_BELIEVED)).toBe(1)
    await untilReady(await whole.reopen())
    await whole.archive.close()
    expect(lines.count(NOT_BELIEVED)).toBe(1)
  })

  it('leaves nothing behind but the generation that is trusted', async () => {
    const folder = join(whole.dataDir, 'vectors', '1-1')
    await writeFile(join(folder, '1.hnsw.tmp'), 'an interrupted save')
    await writeFile(join(folder, '77.hnsw'), 'a later generation that was never trusted')
    await untilReady(await whole.reopen())
    await whole.archive.close()
    const names = await readdir(folder)
    expect(names.map(name => name.split('.')[1]).sort()).toEqual(['hnsw', 'json'])
  })
})

async function filesOf(dataDir: string): Promise<Files> {
  const [graph, sidecar] = await pairOf(join(dataDir, 'vectors', '1-1'))
  const [otherGraph, otherSidecar] = await pairOf(join(dataDir, 'vectors', '2-1'))
  return { graph, sidecar, otherGraph, otherSidecar }
}

async function pairOf(folder: string): Promise<[string, string]> {
  const [graph, sidecar] = (await readdir(folder)).sort()
  if (graph === undefined || sidecar === undefined) throw new Error(`no index was saved in ${folder}`)
  return [join(folder, graph), join(folder, sidecar)]
}

async function expectAllFound(archive: Archive): Promise<void> {
  for (let index = 0; index < PASSAGES; index += 37)
    for (const [collection, vectors] of [
      ['default', VECTORS],
      ['other', OTHER_VECTORS],
    ] as const) {
      const vector = vectors[index] ?? new Float32Array(DIMENSIONS)
      const [hit] = await archive.searchVector({ collections: [collection], vector, limit: 1 })
      expect(hit?.score).toBeCloseTo(1, 4)
      const [passage] = await archive.passages([hit?.passageId ?? 0])
      expect(passage).toMatchObject({ collection, text: `passage ${index} ` })
    }
}
