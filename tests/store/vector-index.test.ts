import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Archive } from '../../store/archive.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { LogLines, NOT_BELIEVED } from './log-lines.js'
import { prepared, seededRandom, unit } from './prepared-documents.js'
import { temporaryDirectory, TemporaryArchive } from './temporary-archive.js'
import { clusteredVectors, documentsOf, exactNearest, untilReady } from './vector-corpus.js'

const DIMENSIONS = 64
const SETTINGS = { minGraphPassages: 100, saveDelayMs: 60_000, saveEveryChanges: 1_000_000 }

describe('The vector index', () => {
  let under: TemporaryArchive | undefined
  afterEach(() => under?.dispose())
  const open = async (): Promise<Archive> => {
    under = await TemporaryArchive.open({ modelId: 'm', dimensions: DIMENSIONS, vectorIndex: SETTINGS })
    return under.archive
  }

  it('agrees with the exact nearest ten in at least .99 of clustered vectors', async () => {
    const archive = await open()
    const vectors = clusteredVectors(3000, DIMENSIONS, 1)
    await archive.putDocuments('default', documentsOf(vectors))
    await untilReady(archive)
    const ids = await passageIds(archive, vectors.length)
    let found = 0
    const queries = clusteredVectors(100, DIMENSIONS, 1)
    for (const vector of queries) {
      const expected = new Set(exactNearest(vectors, vector, 10).map(index => ids[index]))
      const hits = await archive.searchVector({ collections: ['default'], vector, limit: 10 })
      found += hits.filter(({ passageId }) => expected.has(passageId)).length
    }
    expect(found / (queries.length * 10)).toBeGreaterThanOrEqual(0.99)
  })

  it('finds exactly what qualifies, however few or many a filter leaves', async () => {
    const archive = await open()
    const vectors = clusteredVectors(5000, DIMENSIONS, 2)
    const random = seededRandom(3)
    const documents = vectors.map((vector, index) => ({
      ...single(`d${index}`, vector),
      tags: [random() < 0.004 ? 'rare' : 'common', random() < 0.6 ? 'most' : 'rest'],
    }))
    await archive.putDocuments('default', documents)
    await untilReady(archive)
    const ids = await passageIds(archive, vectors.length)
    for (const tag of ['rare', 'rest', 'most']) {
      const allowed = new Set(documents.flatMap(({ tags }, index) => (tags.includes(tag) ? [index] : [])))
      let found = 0
      for (const vector of clusteredVectors(20, DIMENSIONS, 4)) {
        const expected = exactNearest(vectors, vector, vectors.length)
          .filter(index => allowed.has(index))
          .slice(0, 10)
        const hits = await archive.searchVector({
          collections: ['default'],
          vector,
          limit: 10,
          filter: { tags: [tag] },
        })
        const wanted = new Set(expected.map(index => ids[index]))
        expect(hits).toHaveLength(10)
        found += hits.filter(({ passageId }) => wanted.has(passageId)).length
      }
      expect(found / 200).toBeGreaterThanOrEqual(tag === 'most' ? 0.99 : 1)
    }
  })

  it('falls back to scanning when the nearest are all filtered out', async () => {
    const archive = await open()
    const near = unit(Array.from({ length: DIMENSIONS }, (_value, index) => (index === 0 ? 1 : 0)))
    const far = clusteredVectors(2600, DIMENSIONS, 5)
    const jitter = seededRandom(6)
    const close = Array.from({ length: 2400 }, () => unit(near.map(value => value + (jitter() - 0.5) * 0.01)))
    await archive.putDocuments('default', [
      ...close.map((vector, index) => ({ ...single(`near${index}`, vector), tags: ['near'] })),
      ...far.map((vector, index) => ({ ...single(`far${index}`, vector), tags: ['far'] })),
    ])
    await untilReady(archive)
    const hits = await archive.searchVector({
      collections: ['default'],
      vector: near,
      limit: 10,
      filter: { tags: ['far'] },
    })
    const best = exactNearest(far, near, 10)
    expect(
      (await archive.passages(hits.map(({ passageId }) => passageId))).map(({ documentId }) => documentId),
    ).toEqual(best.map(index => `far${index}`))
  })

  it('serves another model nothing of the old one, and everything again as vectors arrive', async () => {
    let archive = await open()
    const vectors = clusteredVectors(300, DIMENSIONS, 40)
    await archive.putDocuments('default', documentsOf(vectors))
    archive = (await under?.reopen({ modelId: 'other' })) ?? archive
    const vector = vectors[7] ?? unit([1])
    expect(await archive.searchVector({ collections: ['default'], vector, limit: 5 })).toEqual([])
    expect(await archive.vectorIndexes()).toMatchObject([{ count: 0, missing: 300 }])
    const renewed = clusteredVectors(300, DIMENSIONS, 41)
    for (let batch = 0; batch < 3; batch++) {
      const waiting = await archive.passagesToEmbed(100)
      expect(waiting).toHaveLength(100)
      await archive.putVectors(
        waiting.map(({ id, ordinal }) => ({ passageId: id, vector: renewed[ordinal] ?? unit([1]) })),
      )
    }
    expect(await archive.passagesToEmbed(100)).toEqual([])
    await untilReady(archive)
    const [hit] = await archive.searchVector({
      collections: ['default'],
      vector: renewed[9] ?? unit([1]),
      limit: 1,
    })
    expect(hit?.score).toBeCloseTo(1, 4)
    archive = (await under?.reopen({ modelId: 'm' })) ?? archive
    const [old] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
    expect(old?.score).toBeCloseTo(1, 4)
    expect(await archive.vectorIndexes()).toMatchObject([{ missing: 0 }])
  })

  it('finds what was withdrawn and restored: at once, after a save and after a crash', async () => {
    const archive = await open()
    const vectors = clusteredVectors(400, DIMENSIONS, 8)
    await archive.putDocuments(
      'default',
      vectors.map((vector, index) => single(`d${index}`, vector)),
    )
    await untilReady(archive)
    const ids = Array.from({ length: 40 }, (_, index) => `d${index * 7}`)
    for (const id of ids) expect(await archive.withdrawDocument('default', id, null)).toBe(true)
    await expectFound(archive, vectors, index => index % 7 !== 0 || index >= 280)
    // Saved with the marks of what is withdrawn.
    const saved = (await under?.reopen()) ?? archive
    await untilReady(saved)
    await expectFound(saved, vectors, index => index % 7 !== 0 || index >= 280)
    await restoreAll(saved, ids)
    await expectFound(saved, vectors, () => true)
    // The file of before is loaded again, as after a crash: it still hides them.
    const copy = await temporaryDirectory()
    await cp(under?.dataDir ?? '', copy, { recursive: true })
    await rm(join(copy, 'lock.db'))
    const lines = new LogLines()
    const options = { modelId: 'm', dimensions: DIMENSIONS, vectorIndex: SETTINGS, log: lines.log }
    const crashed = await openEmbeddedArchive({ ...options, dataDir: copy })
    await untilReady(crashed)
    await expectFound(crashed, vectors, () => true)
    expect(lines.count(NOT_BELIEVED)).toBe(0)
    await crashed.close()
    expect((await embeddedMaintenance(copy).verify({ full: true, modelId: 'm' })).ok).toBe(true)
    await rm(copy, { recursive: true })
  })
})

const single = (id: string, vector: Float32Array) => {
  const document = prepared(id, [`text of ${id}`], { dimensions: DIMENSIONS })
  return { ...document, passages: document.passages.map(passage => ({ ...passage, vector })) }
}

async function passageIds(archive: Archive, count: number): Promise<number[]> {
  const all = await archive.passages(Array.from({ length: count * 2 }, (_value, index) => index + 1))
  return all.map(({ id }) => id)
}

async function restoreAll(archive: Archive, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const document = await archive.indexes.document('default', id)
    const passages = document?.passages.map(passage => ({ id: passage.id, words: 'x', bigrams: '' })) ?? []
    const terms = { id, version: document?.version ?? 0, titleWords: '', titleBigrams: '', passages }
    expect(await archive.restoreDocument('default', terms)).toBe(true)
  }
}

async function expectFound(
  archive: Archive,
  vectors: readonly Float32Array[],
  isThere: (index: number) => boolean,
): Promise<void> {
  const wrong: number[] = []
  for (const [index, vector] of vectors.entries()) {
    const [hit] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
    if ((hit?.score ?? 0) > 0.9999 !== isThere(index)) wrong.push(index)
  }
  expect(wrong).toEqual([])
}
