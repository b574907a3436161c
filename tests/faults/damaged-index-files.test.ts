import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { innerProduct } from '../../core/inner-product.js'
import type { Archive } from '../../store/archive.js'
import { checksum } from '../../store/embedded/durable-files.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { checkGraphHeader } from '../../store/embedded/vectors/graph-header.js'
import { HnswGraph } from '../../store/embedded/vectors/hnsw-graph.js'
import { LogLines, NOT_BELIEVED } from '../store/log-lines.js'
import { seededRandom } from '../store/prepared-documents.js'
import { log, temporaryDirectory, TemporaryArchive } from '../store/temporary-archive.js'
import { clusteredVectors, documentsOf, exactNearest, untilReady } from '../store/vector-corpus.js'
import { GraphLinks } from './graph-links.js'

const DIMENSIONS = 32
const PASSAGES = 600
const OPTIONS = { modelId: 'm', dimensions: DIMENSIONS, vectorIndex: { minGraphPassages: 100 } }
const VECTORS = clusteredVectors(PASSAGES, DIMENSIONS, 1)
const OTHER_VECTORS = clusteredVectors(PASSAGES, DIMENSIONS, 2)
const LATER_VECTORS = clusteredVectors(200, DIMENSIONS, 3)
const QUESTIONS = clusteredVectors(4, DIMENSIONS, 4)

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

async function overwrite(path: string, bytes: Uint8Array): Promise<void> {
  const whole = await readFile(path)
  whole.set(bytes, whole.length >> 1)
  await writeFile(path, whole)
}

const ELEMENT = 300

/** Overwrites the first neighbour of an element of the lowest layer. @param choose gets the graph, gives its new id */
async function overwriteNeighbour(path: string, choose: (links: GraphLinks) => number): Promise<void> {
  const bytes = await readFile(path)
  const links = new GraphLinks(bytes, DIMENSIONS)
  bytes.writeUInt32LE(choose(links), links.neighbourOffset(ELEMENT, 0))
  await writeFile(path, bytes)
}

/** An element that is there, and no neighbour. */
function strangerTo(links: GraphLinks): number {
  const known = new Set([ELEMENT, ...links.neighbours(ELEMENT)])
  return Array.from({ length: links.count }, (_value, element) => element).find(id => !known.has(id)) ?? 0
}

const DAMAGES: readonly [string, Damage][] = [
  ['one flipped bit', ({ graph }) => flip(graph, 1)],
  ['a thousand flipped bits', ({ graph }) => flip(graph, 1000)],
  ['zeros in the middle', ({ graph }) => overwrite(graph, new Uint8Array(4096))],
  ['the neighbour id of another passage', ({ graph }) => overwriteNeighbour(graph, strangerTo)],
  ['a neighbour id beyond its passages', ({ graph }) => overwriteNeighbour(graph, ({ count }) => count)],
  ['the highest neighbour id', ({ graph }) => overwriteNeighbour(graph, () => 2 ** 32 - 1)],
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
    const isBelieved = lines.count(NOT_BELIEVED) === 0
    if (!isBelieved) await expectMadeAnew(dataDir)
    await rm(dataDir, { recursive: true })
    return isBelieved
  }

  it('is loaded when nothing is wrong with it', async () => {
    expect(await openAfter(() => Promise.resolve())).toBe(true)
  })

  it('is loaded after every damage below was done and undone: nothing else is seen in it', async () => {
    const restore = async (files: Files, damage: Damage) => {
      const paths = Object.values(files) as string[]
      const contents = await Promise.all(paths.map(path => readFile(path)))
      await damage(files)
      for (const [index, path] of paths.entries()) await writeFile(path, contents[index] ?? '')
    }
    const doAndUndo = async (files: Files) => {
      for (const [, damage] of DAMAGES) await restore(files, damage)
    }
    expect(await openAfter(doAndUndo)).toBe(true)
  })

  it('keeps its neighbours where one is overwritten, and only the checksum sees it', async () => {
    const { graph } = await filesOf(whole.dataDir)
    const bytes = await readFile(graph)
    const links = new GraphLinks(bytes, DIMENSIONS)
    expect(links.count).toBe(PASSAGES)
    const product = (one: number, other: number) => innerProduct(links.vector(one), links.vector(other))
    for (let element = 0; element < PASSAGES; element++) {
      const neighbours = links.neighbours(element)
      expect(new Set([...neighbours, element]).size).toBe(neighbours.length + 1)
      expect(Math.max(...neighbours)).toBeLessThan(PASSAGES)
      expect(links.vector(element)).toEqual(VECTORS[links.label(element) - 1])
    }
    const near = links.neighbours(ELEMENT)
    const best = Array.from({ length: PASSAGES }, (_value, other) => other)
      .filter(other => other !== ELEMENT)
      .sort((one, other) => product(ELEMENT, other) - product(ELEMENT, one))
    expect(near).toContain(best[0])

    const copy = join(await temporaryDirectory(), 'graph.hnsw')
    await writeFile(copy, bytes)
    await overwriteNeighbour(copy, strangerTo)
    await checkGraphHeader(copy, DIMENSIONS, PASSAGES)
    expect((await HnswGraph.load(copy, DIMENSIONS)).size).toBe(PASSAGES)
    expect(await checksum(copy)).not.toBe(await checksum(graph))
    await overwriteNeighbour(copy, () => near[0] ?? -1)
    expect(await checksum(copy)).toBe(await checksum(graph))
    await rm(dirname(copy), { recursive: true })
  })

  it.each(DAMAGES)('is never served with %s: it is built anew', async (_name, damage) => {
    expect(await openAfter(damage)).toBe(false)
  })

  it.each([
    { age: 'older than', database: 0, files: 1, isBelieved: false },
    { age: 'newer than', database: 1, files: 0, isBelieved: false },
    { age: 'of the time of', database: 0, files: 0, isBelieved: true },
  ] as const)('that is $age the database is served: $isBelieved', async ({ database, files, isBelieved }) => {
    const moments = [await temporaryDirectory(), await temporaryDirectory()] as const
    await cp(whole.dataDir, moments[0], { recursive: true })
    const later = await openEmbeddedArchive({ ...OPTIONS, dataDir: moments[0], log })
    await cp(whole.dataDir, moments[1], { recursive: true })
    await later.putDocuments('default', documentsOf(LATER_VECTORS, PASSAGES))
    await untilReady(later)
    await later.close()
    const aside = await temporaryDirectory()
    await cp(join(moments[files], 'vectors'), aside, { recursive: true })
    const now = moments[database]
    await rm(join(now, 'vectors'), { recursive: true })
    await cp(aside, join(now, 'vectors'), { recursive: true })
    const lines = new LogLines()
    const archive = await openEmbeddedArchive({ ...OPTIONS, dataDir: now, log: lines.log })
    await untilReady(archive)
    await expectAllFound(archive, database === 0 ? LATER_VECTORS : [])
    await archive.close()
    for (const folder of [...moments, aside]) await rm(folder, { recursive: true })
    expect(lines.count(NOT_BELIEVED)).toBe(isBelieved ? 0 : 1)
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

/** Both files are there again, and whole. */
async function expectMadeAnew(dataDir: string): Promise<void> {
  await filesOf(dataDir)
  const { checks } = await embeddedMaintenance(dataDir).verify({ modelId: OPTIONS.modelId })
  const files = checks.find(({ check }) => check === 'index_files')
  expect(files).toMatchObject({ problems: 0 })
  expect(files?.examined).toBeGreaterThan(0)
}

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

/**
 * Passages are found by their own vectors, and strange vectors find what is exactly nearest to them.
 * @param later what the first collection holds beside
 */
async function expectAllFound(archive: Archive, later: readonly Float32Array[] = []): Promise<void> {
  for (const [collection, vectors] of [
    ['default', [...VECTORS, ...later]],
    ['other', OTHER_VECTORS],
  ] as const) {
    const search = async (vector: Float32Array, limit: number) => {
      const hits = await archive.searchVector({ collections: [collection], vector, limit })
      const passages = await archive.passages(hits.map(({ passageId }) => passageId))
      expect(new Set(passages.map(passage => passage.collection))).toEqual(new Set([collection]))
      return passages.map(({ text }) => text).sort()
    }
    for (let index = 0; index < PASSAGES; index += 37)
      expect(await search(vectors[index] ?? new Float32Array(DIMENSIONS), 1)).toEqual([`passage ${index} `])
    for (const vector of QUESTIONS) {
      const nearest = exactNearest(vectors, vector, 10).map(index => `passage ${index} `)
      expect(await search(vector, 10)).toEqual(nearest.sort())
    }
  }
}
