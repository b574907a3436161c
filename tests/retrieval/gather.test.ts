import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fuse } from '../../retrieval/fuse.js'
import { gather, termWeights, type GatherPlan } from '../../retrieval/gather.js'
import { RANK_WEIGHTS } from '../../retrieval/rank-model.js'
import { HashEmbedder } from '../ingest/hash-embedder.js'
import { prepared, vectorOf } from '../store/prepared-documents.js'
import { TemporaryArchive } from '../store/temporary-archive.js'

const QUERY = 'what is asked'
/** More passages than an arm hands on. */
const COUNT = 150
const TEXTS = Array.from({ length: COUNT }, (_, index) => `common unique${index}`)

const embedder = new HashEmbedder()
const cosine = (text: string) => {
  const query = vectorOf(QUERY, embedder.dimensions)
  return vectorOf(text, embedder.dimensions).reduce(
    (sum, value, index) => sum + value * (query[index] ?? 0),
    0,
  )
}
/** Numbers of the texts, nearest to the query first. */
const BY_NEARNESS = TEXTS.map((text, index) => ({ index, cosine: cosine(text) }))
  .sort((one, other) => other.cosine - one.cosine)
  .map(({ index }) => index)
const NEAREST = BY_NEARNESS[0] ?? 0
const FARTHEST = BY_NEARNESS.at(-1) ?? 0

const word = (text: string) => ({ field: 'words', text }) as const
const plan = (change: Partial<GatherPlan> = {}): GatherPlan => ({
  text: QUERY,
  terms: [word(`unique${FARTHEST}`)],
  collections: ['default'],
  filter: undefined,
  mode: 'hybrid',
  limit: 10,
  ...change,
})

let stage: TemporaryArchive
beforeAll(async () => {
  stage = await TemporaryArchive.open({ modelId: embedder.id, dimensions: embedder.dimensions })
  await stage.archive.putDocuments(
    'default',
    TEXTS.map((text, index) =>
      prepared(`d${index}`, [text], {
        dimensions: embedder.dimensions,
        tags: index % 2 === 0 ? ['even'] : ['odd'],
      }),
    ),
  )
})
afterAll(() => stage.dispose())

/** What was gathered, by document number. */
async function gathered(change: Partial<GatherPlan> = {}) {
  const { evidence, statistics } = await gather({ archive: stage.archive, embedder }, plan(change))
  const numberOf = new Map(evidence.passages.map(({ id, documentId }) => [id, Number(documentId.slice(1))]))
  const numbers = (ids: Iterable<number>) => Array.from(ids, id => numberOf.get(id) ?? NaN)
  return {
    ...{ evidence, statistics },
    all: numbers(numberOf.keys()),
    named: numbers(evidence.keyword.passages.map(({ passageId }) => passageId)),
    similarities: new Map(Array.from(evidence.similarities, ([id, value]) => [numberOf.get(id), value])),
  }
}

describe('gather', () => {
  it('gives what the words found its similarity, though the vectors alone did not reach it', async () => {
    const byVector = await gathered({ mode: 'vector' })
    expect(byVector.all).not.toContain(FARTHEST)
    const { named, all, similarities } = await gathered()
    expect(named).toEqual([FARTHEST])
    expect(similarities.get(FARTHEST)).toBeCloseTo(cosine(TEXTS[FARTHEST] ?? ''), 5)
    expect(all).toContain(NEAREST)
    expect(all).toHaveLength(similarities.size)
    expect(new Set(all).size).toBe(all.length)
  })

  it('gives true cosines, from whichever arm', async () => {
    const { similarities } = await gathered({ terms: [word('common')] })
    expect(similarities.size).toBeGreaterThan(60)
    for (const [number, similarity] of similarities) {
      expect(similarity).toBeCloseTo(cosine(TEXTS[number ?? -1] ?? ''), 5)
    }
  })

  it('asks only the arm that the mode names', async () => {
    const calls = embedder.calls.length
    const byKeyword = await gathered({ mode: 'keyword' })
    expect(embedder.calls).toHaveLength(calls)
    expect(byKeyword.all).toEqual([FARTHEST])
    expect(byKeyword.similarities.size).toBe(0)
    const byVector = await gathered({ mode: 'vector' })
    expect(byVector.evidence.keyword).toEqual({ passages: [], documents: [] })
    expect(byVector.all).toContain(NEAREST)
  })

  it.each(['hybrid', 'keyword', 'vector'] as const)('filters inside the arms: %s', async mode => {
    const filter = { tags: ['odd'] }
    const { all, evidence } = await gathered({ mode, filter, terms: [word('common')] })
    expect(all.length).toBeGreaterThanOrEqual(60)
    expect(all.every(number => number % 2 === 1)).toBe(true)
    expect(evidence.keyword.documents.every(({ documentId }) => Number(documentId.slice(1)) % 2 === 1)).toBe(
      true,
    )
  })

  it('finds as many passages as are wanted in the end', async () => {
    for (const mode of ['keyword', 'vector'] as const) {
      expect(
        (await gathered({ mode, limit: 140, terms: [word('common')] })).all.length,
      ).toBeGreaterThanOrEqual(140)
    }
  })

  it('does without vectors while those of a new model are missing', async () => {
    await stage.reopen({ modelId: 'another-model' })
    const { all, similarities, evidence } = await gathered()
    expect(all).toEqual([FARTHEST])
    expect(similarities.size).toBe(0)
    expect(fuse(evidence, RANK_WEIGHTS.hybrid, 3)[0]).toMatchObject({ score: 1, similarity: null })
    await stage.reopen({ modelId: embedder.id })
    expect((await gathered()).similarities.size).toBeGreaterThan(0)
  })

  it('stops with the reason when the caller is gone', async () => {
    const caller = new AbortController()
    const reason = new Error('the caller is gone')
    const leaving = new HashEmbedder()
    leaving.onCall = () => {
      caller.abort(reason)
      return Promise.resolve()
    }
    const parts = { archive: stage.archive, embedder: leaving }
    await expect(gather(parts, plan(), caller.signal)).rejects.toBe(reason)
  })

  it('weighs the query by how rare its words are', async () => {
    const terms = [word('common'), word('unique1'), word('nowhere')]
    const { evidence, statistics } = await gathered({ terms })
    expect(statistics).toMatchObject({ passages: COUNT, passageFrequency: [COUNT, 1, 0] })
    const rarity = (frequency: number) => Math.log(1 + (COUNT - frequency + 0.5) / (frequency + 0.5))
    expect(evidence.queryWeight).toBeCloseTo(rarity(COUNT) + rarity(1) + rarity(0), 9)
  })
})

describe('termWeights', () => {
  it('falls with frequency, is never negative, and half for a bigram', () => {
    const terms = [1, 10, 50, 100].map(frequency => word(`in ${frequency}`))
    const statistics = { passages: 100, documents: 50, passageFrequency: [1, 10, 50, 100] }
    const weights = termWeights(terms, statistics)
    expect(weights).toEqual(weights.toSorted((one, other) => other - one))
    expect(weights.at(-1)).toBeGreaterThan(0)
    const bigrams = termWeights(
      terms.map(({ text }) => ({ field: 'bigrams', text })),
      statistics,
    )
    expect(bigrams).toEqual(weights.map(weight => weight / 2))
  })
})
