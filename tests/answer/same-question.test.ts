import { describe, expect, it } from 'vitest'
import { CuratedMemory } from '../../answer/curated/curated-memory.js'
import { MIN_SIMILARITY } from '../../answer/curated/curated-finder.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createLocalEmbedder } from '../../embeddings/local-embedder.js'
import { rewordings } from '../../answer/curated/rewordings.js'
import { lexiconOf } from '../../retrieval/lexicon.js'
import {
  NEAR_MISSES,
  PARAPHRASES,
  SYNONYM_NEAR_MISSES,
  SYNONYM_PARAPHRASES,
  SYNONYMS,
} from './curated-pairs.js'

const segmenter = createSegmenter()

async function findMatch(curated: string, asked: string): Promise<string | undefined> {
  const memory = await CuratedMemory.of(
    [{ id: 'a', collection: 'c', questions: [curated], updatedAt: '' }],
    segmenter,
  )
  return memory.find(asked, ['c'])[0]?.match
}

const lexicon = lexiconOf({ synonyms: SYNONYMS, words: [], minConfidence: null, reranker: null })

async function isFoundBySynonyms(curated: string, asked: string): Promise<boolean> {
  const others = [...rewordings(asked, lexicon, segmenter)]
  const found = await Promise.all([asked, ...others].map(text => findMatch(curated, text)))
  return found.some(match => match !== undefined)
}

describe('A question that asks the same', () => {
  it.each(PARAPHRASES)('%s — %s', async (curated, asked) => {
    expect(await findMatch(curated, asked)).toBeDefined()
    expect(await findMatch(asked, curated)).toBeDefined()
  })

  it('is near enough by the model too', async () => {
    const embedder = await createLocalEmbedder({
      model: 'youju-zh-small',
      hub: { enabled: false, endpoint: 'https://huggingface.co', folder: '/nowhere' },
      workers: 1,
      threads: 1,
      batchTokens: 512,
      queryCacheEntries: 0,
    })
    const vectors = await embedder.embed(PARAPHRASES.flat(), 'query')
    await embedder.close()
    const similarities = PARAPHRASES.map((_, at) => dot(vectors[2 * at], vectors[2 * at + 1]))
    expect(Math.min(...similarities)).toBeGreaterThan(MIN_SIMILARITY)
  })
})

describe('A question that asks something else', () => {
  it.each(NEAR_MISSES)('%s — %s', async (curated, asked) => {
    expect(await findMatch(curated, asked)).toBeUndefined()
    expect(await findMatch(asked, curated)).toBeUndefined()
  })
})

describe('A question in words that mean the same in its collection', () => {
  it('is recognised in most cases, either way, and never without the synonyms', async () => {
    const isFound = await Promise.all(
      SYNONYM_PARAPHRASES.map(async ([curated, asked]) => {
        expect(await findMatch(curated, asked)).toBeUndefined()
        return (await isFoundBySynonyms(curated, asked)) && (await isFoundBySynonyms(asked, curated))
      }),
    )
    expect(isFound.filter(Boolean).length).toBeGreaterThanOrEqual(16)
  })

  it.each([...SYNONYM_NEAR_MISSES, ...NEAR_MISSES])(
    'is no other question: %s — %s',
    async (curated, asked) => {
      expect(await isFoundBySynonyms(curated, asked)).toBe(false)
      expect(await isFoundBySynonyms(asked, curated)).toBe(false)
    },
  )

  it('is put into a bounded number of other words', () => {
    const question = SYNONYMS.map(([expression]) => expression).join('、')
    expect([...rewordings(question, lexicon, segmenter)]).toHaveLength(15)
    expect([...rewordings(`${question}${'的'.repeat(200)}`, lexicon, segmenter)]).toEqual([])
  })
})

const dot = (one: Float32Array = new Float32Array(), other: Float32Array = new Float32Array()) =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)
