import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentsOf, fuse, type Evidence, type RankWeights } from '../../retrieval/fuse.js'
import { RANK_WEIGHTS } from '../../retrieval/rank-model.js'
import { passage } from '../answer/passage.js'

/** What the arms say of one passage; null: nothing. */
interface Found {
  readonly documentId: string
  readonly keyword: number | null
  readonly similarity: number | null
}

const WEIGHTS: RankWeights = { document: 3, passage: 2, similarity: 4 }
const QUERY_WEIGHT = 10

/** Ids are 1, 2, … in the order given. A document's BM25 is twice that of its best passage. */
function evidenceOf(found: readonly Found[], queryWeight = QUERY_WEIGHT): Evidence {
  const named = found.flatMap(({ keyword, documentId }, index) =>
    keyword === null ? [] : [{ passageId: index + 1, documentId, score: keyword }],
  )
  const best = new Map<string, number>()
  for (const { documentId, score } of named) best.set(documentId, Math.max(score, best.get(documentId) ?? 0))
  return {
    keyword: {
      passages: named
        .map(({ passageId, score }) => ({ passageId, score }))
        .sort((one, other) => other.score - one.score),
      documents: Array.from(best, ([documentId, score]) => ({
        ...{ collection: 'default', documentId },
        score: 2 * score,
      })),
    },
    similarities: new Map(
      found.flatMap(({ similarity }, index) => (similarity === null ? [] : [[index + 1, similarity]])),
    ),
    passages: found.map(({ documentId }, index) =>
      passage(index + 1, '文字', { documentId, ordinal: index }),
    ),
    queryWeight,
  }
}

/** Each document's value by the definition, best first: the slow, plain way. */
function oracle(found: readonly Found[]) {
  const farthest = Math.min(1, ...found.flatMap(({ similarity }) => similarity ?? []))
  const values = [...new Set(found.map(({ documentId }) => documentId))].map(documentId => {
    const own = found.filter(item => item.documentId === documentId)
    const bm25 = Math.max(...own.map(({ keyword }) => keyword ?? 0)) / QUERY_WEIGHT
    const similarity = Math.max(...own.map(item => item.similarity ?? farthest))
    return { documentId, value: 3 * 2 * bm25 + 2 * bm25 + 4 * similarity }
  })
  return values.sort((one, other) => other.value - one.value)
}

const found = fc.array(
  fc.record({
    documentId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    keyword: fc.option(fc.double({ min: 0.01, max: 10, noNaN: true }), { nil: null }),
    similarity: fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: null }),
  }),
  { minLength: 1, maxLength: 12 },
)
const bestOfEach = (ranked: ReturnType<typeof fuse>) => {
  const best = new Map<string, (typeof ranked)[number]>()
  for (const item of ranked) {
    if (!best.has(item.passage.documentId)) best.set(item.passage.documentId, item)
  }
  return [...best.values()]
}

describe('fuse', () => {
  it('ranks documents as a plain reading of the model does', () => {
    fc.assert(
      fc.property(found, items => {
        const expected = oracle(items)
        const valueOf = new Map(expected.map(({ documentId, value }) => [documentId, value]))
        const best = bestOfEach(fuse(evidenceOf(items), WEIGHTS, Infinity))
        expect(best).toHaveLength(expected.length)
        for (const [index, { passage: top, score }] of best.entries()) {
          // Equals may stand in either order.
          const value = valueOf.get(top.documentId) ?? NaN
          expect(value).toBeCloseTo(expected[index]?.value ?? NaN, 9)
          expect(score).toBeCloseTo(Math.exp(value - (expected[0]?.value ?? NaN)), 9)
        }
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('gives the best 1, the rest less, in order, and probabilities that make 1 over the documents', () => {
    fc.assert(
      fc.property(found, items => {
        const ranked = fuse(evidenceOf(items), WEIGHTS, Infinity)
        expect(ranked).toHaveLength(items.length)
        const scores = ranked.map(({ score }) => score)
        expect(scores[0]).toBe(1)
        expect(scores).toEqual(scores.toSorted((one, other) => other - one))
        expect(scores.every(score => score > 0)).toBe(true)
        const best = bestOfEach(ranked)
        expect(best.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9)
        for (const { passage: own, probability } of ranked) {
          const document = best.find(item => item.passage.documentId === own.documentId)
          expect(probability).toBe(document?.probability)
        }
      }),
      { seed: 2, numRuns: 200 },
    )
  })

  it('counts a document by its best passage, however many others it has', () => {
    const weak = Array.from({ length: 6 }, () => ({ documentId: 'long', keyword: 2, similarity: 0.2 }))
    const items = [...weak, { documentId: 'short', keyword: 6, similarity: 0.8 }]
    expect(fuse(evidenceOf(items), WEIGHTS, Infinity)[0]?.passage.documentId).toBe('short')
    const alone = documentsOf(evidenceOf([{ documentId: 'long', keyword: 2, similarity: 0.2 }]))
    expect(documentsOf(evidenceOf(weak))[0]?.features).toEqual(alone[0]?.features)
  })

  it('shows as many passages of each document as asked, its best ones', () => {
    const items = [1, 4, 3, 2].map(keyword => ({ documentId: 'a', keyword, similarity: 0 }))
    const ranked = fuse(evidenceOf([...items, { documentId: 'b', keyword: 1, similarity: 0 }]), WEIGHTS, 2)
    expect(ranked.map(({ passage: { id } }) => id)).toEqual([2, 3, 5])
  })

  it('says what each arm found: the share of the best BM25, the cosine, or nothing', () => {
    const ranked = fuse(
      evidenceOf([
        { documentId: 'both', keyword: 8, similarity: 0.5 },
        { documentId: 'words', keyword: 2, similarity: null },
        { documentId: 'vector', keyword: null, similarity: 0.4 },
      ]),
      WEIGHTS,
      Infinity,
    )
    const arms = new Map(ranked.map(item => [item.passage.documentId, [item.keyword, item.similarity]]))
    expect(arms.get('both')).toEqual([1, 0.5])
    expect(arms.get('words')).toEqual([0.25, null])
    expect(arms.get('vector')).toEqual([null, 0.4])
  })

  it('takes a passage without a vector for as far as the farthest', () => {
    const [, missing] = documentsOf(
      evidenceOf([
        { documentId: 'far', keyword: null, similarity: 0.1 },
        { documentId: 'missing', keyword: 5, similarity: null },
        { documentId: 'near', keyword: null, similarity: 0.9 },
      ]),
    )
    expect(missing?.features).toEqual({ document: 1, passage: 0.5, similarity: 0.1 })
  })

  it('leaves it to the words where no vector exists, and to the vectors where no word matches', () => {
    const words = [3, 9, 6].map((keyword, index) => ({ documentId: `d${index}`, keyword, similarity: null }))
    const vectors = [0.2, 0.1, 0.7].map((similarity, index) => ({
      ...{ documentId: `d${index}`, keyword: null },
      similarity,
    }))
    const order = (items: readonly Found[], queryWeight: number) =>
      fuse(evidenceOf(items, queryWeight), RANK_WEIGHTS.hybrid, Infinity).map(({ passage: { id } }) => id)
    expect(order(words, QUERY_WEIGHT)).toEqual([2, 3, 1])
    expect(order(vectors, 0)).toEqual([3, 1, 2])
  })

  it('tells documents of the same id in two collections apart', () => {
    const { passages, ...evidence } = evidenceOf([
      { documentId: 'same', keyword: null, similarity: 0.9 },
      { documentId: 'same', keyword: null, similarity: 0.1 },
    ])
    const apart = passages.map((item, index) => ({ ...item, collection: `collection-${index}` }))
    const ranked = fuse({ ...evidence, passages: apart }, WEIGHTS, 1)
    expect(ranked.map(({ passage: { id } }) => id)).toEqual([1, 2])
    expect(ranked[0]?.probability).not.toBe(ranked[1]?.probability)
  })

  it('makes nothing of nothing', () => {
    expect(fuse(evidenceOf([]), WEIGHTS, 3)).toEqual([])
  })
})
