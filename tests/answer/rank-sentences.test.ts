import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rankSentences, SENTENCE_WEIGHTS } from '../../answer/rank-sentences.js'
import { asked } from './asked.js'
import { passage } from './passage.js'

const question = asked('图书馆周一几点开门？', { 图书馆: 1, 周一: 2, 开门: 2 })
const rank = (...texts: string[]) =>
  rankSentences(
    texts.map((text, index) => ({ passages: [passage(index + 1, text)], score: 1 / (index + 1) })),
    question,
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
    const text = '甲甲。乙乙。丙丙。丁丁。'
    expect(
      rank(text)
        .map(sentence => sentence.text)
        .join(''),
    ).toBe(text)
  })

  it('scores the weighted mean of the features, best first, in 0..1', () => {
    const part = fc.constantFrom('图书馆', '周一', '开门', '13:00', '今天', '。', '，', '\n', 'open')
    const text = fc.array(part, { minLength: 1, maxLength: 20 }).map(parts => parts.join(''))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), texts => {
        const ranked = rank(...texts)
        for (const { score, features } of ranked) {
          let sum = 0
          let most = 0
          for (const [name, weight] of Object.entries(SENTENCE_WEIGHTS)) {
            sum += weight * features[name as keyof typeof SENTENCE_WEIGHTS]
            most += weight
          }
          expect(score).toBeCloseTo(sum / most, 10)
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(1)
        }
        const scores = ranked.map(({ score }) => score)
        expect(scores).toEqual(scores.toSorted((one, other) => other - one))
      }),
      { seed: 1, numRuns: 60 },
    )
  })
})
