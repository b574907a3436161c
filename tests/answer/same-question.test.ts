import { describe, expect, it } from 'vitest'
import { CuratedMemory } from '../../answer/curated/curated-memory.js'
import { MIN_SIMILARITY } from '../../answer/curated/curated-desk.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createLocalEmbedder } from '../../embeddings/local-embedder.js'
import { NEAR_MISSES, PARAPHRASES } from './curated-pairs.js'

const segmenter = createSegmenter()

async function found(curated: string, asked: string): Promise<string | undefined> {
  const memory = await CuratedMemory.of(
    [{ id: 'a', collection: 'c', questions: [curated], updatedAt: '' }],
    segmenter,
  )
  return memory.find(asked, ['c'])[0]?.match
}

describe('A question that asks the same', () => {
  it.each(PARAPHRASES)('%s — %s', async (curated, asked) => {
    expect(await found(curated, asked)).toBeDefined()
    expect(await found(asked, curated)).toBeDefined()
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
    expect(await found(curated, asked)).toBeUndefined()
    expect(await found(asked, curated)).toBeUndefined()
  })
})

const dot = (one: Float32Array = new Float32Array(), other: Float32Array = new Float32Array()) =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)
