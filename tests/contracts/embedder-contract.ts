import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Embedder } from '../../embeddings/embedder.js'

export interface EmbedderLimits {
  /** Lowest cosine between a text's vector alone and among others (1 where runs never mix texts). */
  readonly minCosineAmongOthers: number
}

/** Texts that have broken tokenisers and models elsewhere. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['the empty text', ''],
  ['blanks', ' \n\t　 '],
  ['NUL', 'a\u0000b'],
  ['a lone high surrogate', '\ud83d天气'],
  ['a lone low surrogate', '天气\ude00'],
  ['an emoji', '👍🏽'],
  ['private use and noncharacters', '\ue000\ufffe\uffff'],
  ['right-to-left marks', '\u202eabc\u202c'],
  ['ten thousand combining marks', `e${'\u0301'.repeat(10_000)}`],
  ['one word of a million letters', 'a'.repeat(1_000_000)],
  ['a million characters', '天气预报说明天下雨。'.repeat(100_000)],
  ['a special token of the model', '[CLS][SEP][PAD]'],
]

export function cosine(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, axis) => sum + value * (right[axis] ?? Number.NaN), 0)
}

/** What every Embedder promises. @param open makes one; called once for all tests but those about closing */
export function embedderContract(name: string, open: () => Promise<Embedder>, limits: EmbedderLimits): void {
  describe(`${name} keeps the contract of an embedder`, () => {
    let embedder: Embedder
    beforeAll(async () => {
      embedder = await open()
    })
    afterAll(async () => {
      await embedder.close()
    })

    it('names itself and its size', () => {
      expect(embedder.id).not.toBe('')
      expect(embedder.dimensions).toBeGreaterThan(0)
      expect(embedder.maxBatch).toBeGreaterThan(0)
    })

    it('has the same id when it is opened again', async () => {
      const again = await open()
      try {
        expect(again.id).toBe(embedder.id)
      } finally {
        await again.close()
      }
    })

    it('gives nothing for nothing', async () => {
      expect(await embedder.embed([], 'passage')).toEqual([])
      expect(await embedder.embed([], 'query')).toEqual([])
    })

    it.each(['query', 'passage'] as const)('gives the same vector for the same %s', async kind => {
      const first = await embedder.embed(['明天的天气怎么样'], kind)
      const second = await embedder.embed(['明天的天气怎么样'], kind)
      expect(second).toEqual(first)
    })

    it('keeps the order of texts of very different lengths', async () => {
      const texts = Array.from({ length: 40 }, (_, index) =>
        `第${index}号公告。`.repeat(1 + ((index * 17) % 23)),
      )
      const together = await embedder.embed(texts, 'passage')
      expect(together).toHaveLength(texts.length)
      for (const [index, text] of texts.entries()) {
        const [alone] = await embedder.embed([text], 'passage')
        const similarity = cosine(alone ?? new Float32Array(), together[index] ?? new Float32Array())
        expect(similarity).toBeGreaterThan(limits.minCosineAmongOthers)
      }
    })

    it('takes more texts than maxBatch', async () => {
      const texts = Array.from({ length: embedder.maxBatch + 1 }, () => '雨')
      expect(await embedder.embed(texts, 'passage')).toHaveLength(texts.length)
    })

    it.each(HOSTILE)('gives a unit-length vector for %s', async (_, text) => {
      for (const kind of ['query', 'passage'] as const) {
        const [vector] = await embedder.embed([text], kind)
        expect(vector).toHaveLength(embedder.dimensions)
        expect(Math.sqrt(cosine(vector ?? new Float32Array(), vector ?? new Float32Array()))).toBeCloseTo(
          1,
          4,
        )
      }
    })

    it('hands out vectors that nobody else holds', async () => {
      const [first] = await embedder.embed(['同一个问题'], 'query')
      const before = first?.slice()
      first?.fill(0)
      expect((await embedder.embed(['同一个问题'], 'query'))[0]).toEqual(before)
      expect(first?.buffer.byteLength).toBe(embedder.dimensions * Float32Array.BYTES_PER_ELEMENT)
    })

    it('refuses with the reason of a signal that has fired', async () => {
      const signal = AbortSignal.abort(new Error('too late'))
      await expect(embedder.embed(['a'], 'query', signal)).rejects.toThrow('too late')
      await expect(embedder.embed(['a'], 'passage', signal)).rejects.toThrow('too late')
    })

    it('stops waiting when the signal fires, and serves the next caller', async () => {
      const controller = new AbortController()
      const long = embedder.embed(
        Array(200).fill('天气预报'.repeat(60)) as string[],
        'passage',
        controller.signal,
      )
      controller.abort(new Error('no longer wanted'))
      await expect(long).rejects.toThrow('no longer wanted')
      expect(await embedder.embed(['a'], 'passage')).toHaveLength(1)
    })

    it('fails what waits with shutting_down when it is closed, and what comes after', async () => {
      const closing = await open()
      const waiting = closing.embed(Array(200).fill('天气预报'.repeat(60)) as string[], 'passage')
      const results = await Promise.allSettled([waiting, closing.close()])
      expect(results[0]).toMatchObject({ status: 'rejected', reason: { code: 'shutting_down' } })
      expect(results[1].status).toBe('fulfilled')
      await expect(closing.embed(['a'], 'query')).rejects.toMatchObject({ code: 'shutting_down' })
    })
  })
}
