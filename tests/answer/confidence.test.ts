import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONFIDENCE_MODEL } from '../../answer/confidence-model.js'
import {
  CONFIDENCE_FEATURES,
  confidenceFeatures,
  confidenceOf,
  type ConfidenceFeatures,
} from '../../answer/confidence.js'
import { rankSentences } from '../../answer/rank-sentences.js'
import { asked } from './asked.js'
import { hit } from './hit.js'
import { passage } from './passage.js'
import { selector } from './selector.js'

type Numbers = Record<keyof ConfidenceFeatures, number>

const share = fc.double({ min: 0, max: 1, noNaN: true })
const numbers = (value: fc.Arbitrary<number>) =>
  fc.tuple(...CONFIDENCE_FEATURES.map(() => value)).map(values => {
    const entries = CONFIDENCE_FEATURES.map((name, index) => [name, values[index] ?? 0])
    return Object.fromEntries(entries) as Numbers
  })

describe('confidenceOf', () => {
  it('is a probability that no growing evidence lowers, where the weights are positive', () => {
    const weight = fc.double({ min: 0.01, max: 8, noNaN: true })
    const bias = fc.double({ min: -8, max: 2, noNaN: true })
    fc.assert(
      fc.property(numbers(weight), bias, numbers(share), share, (weights, bias, features, more) => {
        const model = { bias, weights }
        const before = confidenceOf(features, model)
        expect(before).toBeGreaterThan(0)
        expect(before).toBeLessThanOrEqual(1)
        for (const name of CONFIDENCE_FEATURES) {
          const grown = { ...features, [name]: features[name] + more }
          expect(confidenceOf(grown, model)).toBeGreaterThanOrEqual(before)
        }
      }),
      { seed: 1 },
    )
  })

  it('is a half where evidence and bias balance', () => {
    const all = (value: number) =>
      Object.fromEntries(CONFIDENCE_FEATURES.map(name => [name, value])) as Numbers
    expect(confidenceOf(all(0.5), { bias: -6, weights: all(2) })).toBe(0.5)
  })

  it('never counts evidence against an answer, in the built-in model, and tells nothing from everything', () => {
    const all = (value: number) =>
      Object.fromEntries(CONFIDENCE_FEATURES.map(name => [name, value])) as Numbers
    for (const name of CONFIDENCE_FEATURES) expect(CONFIDENCE_MODEL.weights[name]).toBeGreaterThanOrEqual(0)
    expect(confidenceOf(all(0), CONFIDENCE_MODEL)).toBeLessThan(0.05)
    expect(confidenceOf(all(1), CONFIDENCE_MODEL)).toBeGreaterThan(0.95)
  })
})

describe('confidenceFeatures', () => {
  const first = passage(1, '票价三元。', { documentId: 'metro' })
  const second = passage(2, '地铁很快。', { documentId: 'metro', ordinal: 1, start: 5, end: 10 })
  const other = passage(3, '天气好。', { documentId: 'weather' })
  const [best] = rankSentences([{ passages: [first], score: 1 }], asked('票价', { 票价: 1 }), selector)
  if (best === undefined) throw new Error('no sentence')

  it('takes the best of what was retrieved of its document, and nothing of another', () => {
    const features = confidenceFeatures(best, [
      hit(other, 1, { similarity: 0.9, probability: 0.8 }),
      hit(first, 0.5, { similarity: 0.3, probability: 0.2 }),
      hit(second, 0.4, { similarity: 0.6, probability: 0.2 }),
    ])
    expect(features).toMatchObject({ similarity: 0.6, probability: 0.2 })
    const { contextFocus, documentCoverage, rareCoverage, typeMatch } = best.features
    expect(features).toMatchObject({ contextFocus, documentCoverage, rareCoverage, typeMatch })
  })

  it('tells documents of two collections apart', () => {
    const elsewhere = passage(4, '票价三元。', { documentId: 'metro', collection: 'second' })
    const features = confidenceFeatures(best, [hit(elsewhere, 1, { similarity: 0.9, probability: 0.8 })])
    expect(features).toMatchObject({ similarity: 0, probability: 0 })
  })

  it.each([null, -0.3])('takes a similarity of %s for none', similarity => {
    expect(confidenceFeatures(best, [hit(first, 1, { similarity })]).similarity).toBe(0)
  })
})
