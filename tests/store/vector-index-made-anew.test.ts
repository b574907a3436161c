import { afterEach, describe, expect, it } from 'vitest'
import type { Archive } from '../../store/archive.js'
import { prepared, unit } from './prepared-documents.js'
import { TemporaryArchive } from './temporary-archive.js'
import { clusteredVectors, exactNearest, untilReady } from './vector-corpus.js'

const DIMENSIONS = 64
const SETTINGS = { minGraphPassages: 100, saveDelayMs: 60_000, saveEveryChanges: 1_000_000 }

describe('A vector index that is made anew', () => {
  let under: TemporaryArchive | undefined
  afterEach(() => under?.dispose())
  const open = async (): Promise<Archive> => {
    under = await TemporaryArchive.open({ modelId: 'm', dimensions: DIMENSIONS, vectorIndex: SETTINGS })
    return under.archive
  }

  it('is searched meanwhile: what is in, what is not read yet and what a filter leaves, and nothing deleted', async () => {
    const archive = await open()
    const vectors = clusteredVectors(4000, DIMENSIONS, 21)
    const documents = vectors.map((vector, index) => ({
      ...single(`d${index}`, vector),
      tags: [index % 3 === 0 ? 'rest' : 'most'],
    }))
    await archive.putDocuments('default', documents)
    await untilReady(archive)
    await archive.indexes.rebuildVectors('default')
    let [asked, found] = [0, 0]
    const gone = new Set<number>()
    const queries = clusteredVectors(400, DIMENSIONS, 21)
    while ((await archive.vectorIndexes()).some(({ state }) => state === 'building')) {
      const vector = queries[asked % queries.length] ?? unit([1])
      const filter = asked % 2 === 0 ? undefined : { tags: ['most'] }
      const ranked = exactNearest(vectors, vector, 80).filter(index => !gone.has(index))
      const expected = ranked.filter(index => filter === undefined || index % 3 !== 0).slice(0, 10)
      const hits = await archive.searchVector({ collections: ['default'], vector, limit: 10, filter })
      // The archive was empty: passage ids count from 1 in the order of ingestion.
      const wanted = new Set(expected.map(index => index + 1))
      expect(hits).toHaveLength(10)
      expect(new Set(hits.map(({ passageId }) => passageId)).size).toBe(10)
      found += hits.filter(({ passageId }) => wanted.has(passageId)).length
      asked++
      // The nearest of this question goes, whether or not the graph holds it by now.
      const [nearest = 0] = ranked
      await archive.deleteDocument('default', `d${nearest}`)
      gone.add(nearest)
    }
    expect(asked).toBeGreaterThan(5)
    expect(found / (asked * 10)).toBeGreaterThanOrEqual(0.99)
  })
})

const single = (id: string, vector: Float32Array) => {
  const document = prepared(id, [`text of ${id}`], { dimensions: DIMENSIONS })
  return { ...document, passages: document.passages.map(passage => ({ ...passage, vector })) }
}
