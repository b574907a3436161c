import { afterEach, describe, expect, it } from 'vitest'
import type { Archive } from '../../store/archive.js'
import { prepared, seededRandom, unit } from '../store/prepared-documents.js'
import { TemporaryArchive } from '../store/temporary-archive.js'
import { clusteredVectors, documentsOf, untilReady } from '../store/vector-corpus.js'

const DIMENSIONS = 64
/** A graph has room for so many vectors at first, and grows by itself. */
const CAPACITY = 1024
const QUESTIONS = 100
const ROUNDS = 6
const vectorIndex = { minGraphPassages: 100, saveDelayMs: 5, saveEveryChanges: 100 }

let under: TemporaryArchive | undefined
afterEach(() => under?.dispose())

async function open(): Promise<Archive> {
  under = await TemporaryArchive.open({ modelId: 'm', dimensions: DIMENSIONS, vectorIndex })
  return under.archive
}

const single = (id: string, vector: Float32Array) => {
  const document = prepared(id, [`text of ${id} `], { dimensions: DIMENSIONS })
  return { ...document, passages: document.passages.map(passage => ({ ...passage, vector })) }
}

describe('Documents that come, change and go over and over', () => {
  const live = new Map<string, Float32Array>()

  async function put(archive: Archive, ids: readonly string[], seed: number): Promise<void> {
    const vectors = clusteredVectors(ids.length, DIMENSIONS, seed)
    const documents = ids.map((id, index) => single(id, vectors[index] ?? unit([1])))
    await archive.putDocuments('default', documents)
    for (const [index, id] of ids.entries()) live.set(id, vectors[index] ?? unit([1]))
  }

  /** @returns the documents that are not the nearest to their own vector */
  async function notFound(archive: Archive): Promise<string[]> {
    const lost: string[] = []
    for (const [id, vector] of live) {
      const [hit] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
      const [passage] = await archive.passages([hit?.passageId ?? 0])
      if (passage?.documentId !== id) lost.push(id)
    }
    return lost
  }

  /** One that was never kept: the check sees that it is not there. */
  async function expectStrangerToBeMissed(archive: Archive): Promise<void> {
    live.set('stranger', clusteredVectors(1, DIMENSIONS, 9)[0] ?? unit([1]))
    expect(await notFound(archive)).toEqual(['stranger'])
    live.delete('stranger')
  }

  it('are each found by their own vector, at once and after a restart, and what went is not', async () => {
    const archive = await open()
    const random = seededRandom(7)
    const ids = Array.from({ length: 500 }, (_value, index) => `d${index}`)
    await put(archive, ids, 1)
    expect(await notFound(archive)).toEqual([])
    await expectStrangerToBeMissed(archive)
    for (let round = 0; round < ROUNDS; round++) {
      const gone = [...live.keys()].filter(() => random() < 0.5)
      const goneVectors = gone.map(id => live.get(id) ?? unit([1]))
      for (const id of gone) live.delete(id)
      await Promise.all(gone.map(id => archive.deleteDocument('default', id)))
      const updated = [...live.keys()].filter(() => random() < 1 / 3)
      await put(archive, updated, 10 + round)
      await put(
        archive,
        gone.map(id => `${id}.${round}`),
        20 + round,
      )
      expect(await notFound(archive)).toEqual([])
      for (const vector of goneVectors) {
        const [hit] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
        expect(hit?.score).toBeLessThan(0.9999)
      }
    }
    const reopened = (await under?.reopen()) ?? archive
    expect(await notFound(reopened)).toEqual([])
    await untilReady(reopened)
    expect(await notFound(reopened)).toEqual([])
    expect(await reopened.vectorIndexes()).toMatchObject([{ count: live.size, missing: 0 }])
  })
})

describe('An index that grows while it is saved', () => {
  it.each([
    ['within', CAPACITY - 24],
    ['beyond', 3 * CAPACITY - 72],
  ])(
    '%s its capacity answers every question with what was acknowledged before',
    async (_extent, passages) => {
      const archive = await open()
      const vectors = clusteredVectors(passages, DIMENSIONS, 30)
      await archive.putDocuments('default', documentsOf(vectors.slice(0, 500)))
      await untilReady(archive)
      let written = 500
      const generation = async () => (await archive.vectorIndexes())[0]?.generation ?? 0
      const writing = (async () => {
        for (; written < vectors.length; written += 100) {
          await archive.putDocuments('default', documentsOf(vectors.slice(written, written + 100), written))
          // However fast this machine writes, several saves begin and end on the way.
          while ((await generation()) < written / 500) await new Promise(setImmediate)
        }
      })()
      const random = seededRandom(3)
      let asked = 0
      for (; asked < QUESTIONS || written < vectors.length; asked++) {
        const vector = vectors[Math.floor(random() * written)] ?? unit([1])
        const [hit] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
        expect(hit?.score).toBeCloseTo(1, 4)
      }
      await writing
      expect(asked).toBeGreaterThanOrEqual(QUESTIONS)
      expect(archive.failure()).toBeUndefined()
      const reopened = (await under?.reopen()) ?? archive
      await untilReady(reopened)
      const index = { state: 'ready', count: vectors.length, missing: 0 }
      expect(await reopened.vectorIndexes()).toMatchObject([index])
    },
  )
})
