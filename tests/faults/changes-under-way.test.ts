import { afterEach, describe, expect, it } from 'vitest'
import type { Archive } from '../../store/archive.js'
import { prepared, seededRandom, unit } from '../store/prepared-documents.js'
import { TemporaryArchive } from '../store/temporary-archive.js'
import { clusteredVectors, documentsOf, untilReady } from '../store/vector-corpus.js'

const DIMENSIONS = 32
const OPTIONS = {
  modelId: 'm',
  dimensions: DIMENSIONS,
  vectorIndex: { minGraphPassages: 50, saveDelayMs: 10, saveEveryChanges: 100 },
}
const VECTORS = clusteredVectors(1500, DIMENSIONS, 1)
const vector = (index: number) => VECTORS[index] ?? unit([1])

describe('While the archive changes', () => {
  let under: TemporaryArchive | undefined
  afterEach(() => under?.dispose())
  const open = async (): Promise<Archive> => {
    under = await TemporaryArchive.open(OPTIONS)
    return under.archive
  }

  it('a collection can go while its index is built, saved and searched, and nothing else is disturbed', async () => {
    const archive = await open()
    await archive.putDocuments('default', documentsOf(VECTORS.slice(0, 100)))
    for (let round = 0; round < 6; round++) {
      const collection = `passing-${round}`
      await archive.putCollection(collection)
      const work = [0, 1, 2].map(part =>
        archive.putDocuments(
          collection,
          documentsOf(VECTORS.slice(part * 500, part * 500 + 500), part * 500),
        ),
      )
      if (round % 2 === 0) await work[0]
      const search = archive.searchVector({ collections: [collection], vector: vector(3), limit: 3 })
      const removal = archive.deleteCollection(collection)
      const results = await Promise.allSettled([...work, search])
      expect(await removal).toBe(true)
      for (const result of results)
        if (result.status === 'rejected')
          expect(result.reason).toMatchObject({ code: 'collection_not_found' })
    }
    expect(archive.failure()).toBeUndefined()
    const [hit] = await archive.searchVector({ collections: ['default'], vector: vector(7), limit: 1 })
    expect(hit?.score).toBeCloseTo(1, 4)
    expect(await archive.vectorIndexes()).toMatchObject([{ collection: 'default', count: 100, missing: 0 }])
  })

  it('documents can go while both arms search: no search fails, and none finds what was gone before it', async () => {
    const archive = await open()
    const documents = VECTORS.slice(0, 300).map((own, index) => {
      const document = prepared(`d${index}`, ['common words here'], { dimensions: DIMENSIONS })
      return { ...document, passages: document.passages.map(passage => ({ ...passage, vector: own })) }
    })
    await archive.putDocuments('default', documents)
    const random = seededRandom(2)
    const gone = new Set<string>()
    const searchBoth = async () => {
      const before = new Set(gone)
      const terms = [{ field: 'words', text: 'common' }] as const
      const asked = vector(Math.floor(random() * 300))
      const [byKeyword, byVector] = await Promise.all([
        archive.searchKeyword({ collections: ['default'], terms, limit: 400 }),
        archive.searchVector({ collections: ['default'], vector: asked, limit: 50 }),
      ])
      const ids = [...byKeyword.passages, ...byVector].map(({ passageId }) => passageId)
      const owners = (await archive.passages(ids)).map(({ documentId }) => documentId)
      expect(
        [...owners, ...byKeyword.documents.map(({ documentId }) => documentId)].some(id => before.has(id)),
      ).toBe(false)
    }
    for (let index = 0; index < 300; index += 5) {
      const removals = [0, 1, 2, 3].map(async offset => {
        const id = `d${index + offset}`
        expect(await archive.deleteDocument('default', id)).toBe(true)
        gone.add(id)
      })
      await Promise.all([...removals, searchBoth(), searchBoth()])
    }
    // Far more than a fifth is deleted: the graph was built anew, and holds what is left.
    await untilReady(archive)
    expect(await archive.vectorIndexes()).toMatchObject([{ count: 60, missing: 0 }])
    for (let index = 4; index < 300; index += 5) {
      const [hit] = await archive.searchVector({ collections: ['default'], vector: vector(index), limit: 1 })
      expect(hit?.score).toBeCloseTo(1, 4)
    }
    expect(archive.failure()).toBeUndefined()
  })
})
