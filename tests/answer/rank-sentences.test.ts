import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rankSentences, SENTENCE_WEIGHTS, type RankedSentence } from '../../answer/rank-sentences.js'
import { asked } from './asked.js'
import { passage } from './passage.js'
import { selector } from './selector.js'

const question = asked('图书馆周一几点开门？', { 图书馆: 1, 周一: 2, 开门: 2 })
const rank = (...texts: string[]) =>
  rankSentences(
    texts.map((text, index) => ({ passages: [passage(index + 1, text)], score: 1 / (index + 1) })),
    question,
    selector,
  )

describe('rankSentences', () => {
  it('puts the sentence first that answers, not the one that repeats the question', () => {
    const [best] = rank('图书馆周一几点开门？图书馆很大。图书馆周一13:00开门，18:00关门。图书馆欢迎您。')
    expect(best?.text).toBe('图书馆周一13:00开门，18:00关门。')
  })

  it('prefers the better document when the sentences are the same', () => {
    const ranked = rank('周一13:00开门。', '周一13:00开门。')
    expect(ranked.map(({ passage: { id } }) => id)).toEqual([1, 2])
    expect(ranked[0]?.score).toBeGreaterThan(ranked[1]?.score ?? 1)
  })

  it('keeps the order of the text where nothing tells sentences apart', () => {
    const starts = rank('周一开门。周一开门。周一开门。周一开门。').map(({ start }) => start)
    // The neighbours of the first and the last say less, being fewer.
    expect(starts.slice(0, 2)).toEqual(starts.slice(0, 2).toSorted((one, other) => one - other))
    expect(starts.toSorted((one, other) => one - other)).toEqual([0, 5, 10, 15])
  })

  it('scores each sentence by its odds against the best one, best first', () => {
    const part = fc.constantFrom('图书馆', '周一', '开门', '13:00', '今天', '。', '，', '\n', 'open')
    const text = fc.array(part, { minLength: 1, maxLength: 20 }).map(parts => parts.join(''))
    const logitOf = ({ features }: RankedSentence) =>
      Object.entries(SENTENCE_WEIGHTS.selected).reduce(
        (sum, [name, weight]) => sum + weight * (features[name as keyof typeof features] ?? 0),
        0,
      )
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), texts => {
        const ranked = rank(...texts)
        const [best] = ranked
        for (const sentence of ranked) {
          const odds = Math.exp(logitOf(sentence) - (best === undefined ? 0 : logitOf(best)))
          expect(sentence.score).toBeCloseTo(odds, 10)
          expect(sentence.score).toBeLessThanOrEqual(1)
        }
        const scores = ranked.map(({ score }) => score)
        expect(scores[0] ?? 1).toBe(1)
        expect(scores).toEqual(scores.toSorted((one, other) => other - one))
      }),
      { seed: 1, numRuns: 60 },
    )
  })
})
