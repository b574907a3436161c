import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrationOf } from '../../../answer/evaluate/calibration.js'
import { citationScores } from '../../../answer/evaluate/citations.js'
import { holdsAnswer } from '../../../answer/evaluate/containment.js'
import { latencyOf } from '../../../answer/evaluate/latency.js'
import { rankingScores } from '../../../answer/evaluate/ranking.js'
import { summarise } from '../../../answer/evaluate/summarise.js'
import { result } from './result.js'

describe('ranking scores', () => {
  it.each([
    [['a', 'b'], ['a'], { ndcgAt10: 1, recallAt1: 1, recallAt3: 1, recallAt10: 1, mrrAt10: 1 }],
    [
      ['x', 'a'],
      ['a'],
      { ndcgAt10: 1 / Math.log2(3), recallAt1: 0, recallAt3: 1, recallAt10: 1, mrrAt10: 0.5 },
    ],
    [['x', 'y'], ['a'], { ndcgAt10: 0, recallAt1: 0, recallAt3: 0, recallAt10: 0, mrrAt10: 0 }],
    // Of two gold documents one is first, the other fourth: (1 + 1/log2(5)) / (1 + 1/log2(3)).
    [
      ['a', 'x', 'y', 'b'],
      ['a', 'b'],
      { ndcgAt10: 0.8772153, recallAt1: 0.5, recallAt3: 0.5, recallAt10: 1, mrrAt10: 1 },
    ],
    [['a', 'a', 'a', 'b'], ['b'], { ndcgAt10: 1 / Math.log2(3), recallAt3: 1, mrrAt10: 0.5 }],
    [
      ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a'],
      ['a'],
      { ndcgAt10: 0, recallAt10: 0, mrrAt10: 0 },
    ],
  ])('of %j for %j', (ranked, gold, expected) => {
    const scores = rankingScores(ranked, gold)
    for (const [name, value] of Object.entries(expected))
      expect(scores[name as keyof typeof scores], name).toBeCloseTo(value, 6)
  })

  it('stay within 0 and 1, and reach 1 when all gold documents come first', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'), {
      minLength: 1,
    })
    fc.assert(
      fc.property(ids, ids, (ranked, gold) => {
        for (const score of Object.values(rankingScores(ranked, gold))) {
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(1 + 1e-12)
        }
        expect(rankingScores(gold, gold).ndcgAt10).toBeCloseTo(1, 12)
      }),
    )
  })
})

describe('an answer holds a gold answer', () => {
  it.each([
    ['馆藏图书１２６万册。', ['126 万册'], true],
    ['他叫威廉·瓊斯', ['威廉琼斯'], true],
    ['Café Müller', ['cafe muller'], true],
    ['周一闭馆', ['周二'], false],
    ['周一闭馆', ['周二', '周一'], true],
    ['什么也没有', ['。'], false],
    ['票价1,200元', [1200], true],
    ['2024年开馆', [4], false],
    ['共有4个', [4], true],
    ['气温-5度', [-5], true],
    ['增长1.50倍', [1.5], true],
    ['增长1.5倍', [15], false],
    ['3,14,15号', [14], true],
  ])('%s: %j %s', (text, gold, expected) => {
    expect(holdsAnswer(text, gold)).toBe(expected)
  })
})

describe('citations', () => {
  const text = '周一闭馆，周二开放。'
  const citation = (change: object = {}) => ({
    ...{ source: 1, collection: 'default', documentId: 'a', quote: '周一闭馆', start: 0, end: 4, support: 1 },
    ...change,
  })
  const check = (...citations: ReturnType<typeof citation>[]) =>
    citationScores([{ text: 'x', citations }], new Set([1]), ({ documentId }) =>
      documentId === 'a' ? text : undefined,
    )

  it.each([
    ['as it stands', {}, 0],
    ['another place', { start: 1, end: 5 }, 1],
    ['other words', { quote: '周三闭馆' }, 1],
    ['nothing', { quote: '', start: 3, end: 3 }, 1],
    ['a document that is not there', { documentId: 'b' }, 1],
    ['a source that is not listed', { source: 2 }, 1],
  ])('of %s', (_what, change, invalid) => {
    expect(check(citation(), citation(change)).invalidCitations).toBe(invalid)
  })

  it('are counted with their support, and what cites nothing too', () => {
    expect(check(citation(), citation({ support: 0.5 }))).toMatchObject({ citations: 2, support: 0.75 })
    expect(check()).toEqual({ citations: 0, invalidCitations: 0, uncitedBlocks: 1, support: null })
  })
})

describe('calibration', () => {
  it('puts each confidence into its bin, bounds to the right', () => {
    for (const tenth of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      expect(calibrationOf([{ confidence: tenth / 10, right: true }]).bins[tenth]?.count, `${tenth}`).toBe(1)
    expect(calibrationOf([{ confidence: 1, right: true }]).bins[9]?.count).toBe(1)
  })

  it('is the distance of confidence and share right, by count', () => {
    const given = (confidence: number, right: boolean, times: number) =>
      Array.from({ length: times }, () => ({ confidence, right }))
    const answers = [
      ...given(0.95, true, 3),
      ...given(0.95, false, 1),
      ...given(0.25, true, 1),
      ...given(0.25, false, 3),
    ]
    const { expectedCalibrationError, confident, judged } = calibrationOf(answers)
    expect(expectedCalibrationError).toBeCloseTo((0.2 * 4 + 0 * 4) / 8, 12)
    expect(confident).toEqual({ count: 4, shareRight: 0.75 })
    expect(judged).toBe(8)
    expect(calibrationOf([]).expectedCalibrationError).toBeNull()
  })
})

describe('a run in sum', () => {
  it('has quantiles by nearest rank', () => {
    expect(latencyOf([])).toBeNull()
    expect(latencyOf(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({
      p50: 51,
      p95: 96,
      p99: 100,
    })
  })

  it('counts a refusal of what the archive holds as missing, and of what it does not hold as right', () => {
    const summary = summarise([
      result('right', { contained: true, goldCited: true, answerLength: 30, confidence: 0.95 }),
      result('wrong', { contained: false, goldCited: false, answerLength: 50, confidence: 0.6 }),
      result('refused', { answered: false, contained: false, goldCited: false }),
      result('unjudged', { contained: null, goldCited: null, ranking: null, answerLength: 40 }),
      result('rightly refused', { answerable: false, answered: false, contained: null, ranking: null }),
      result('made up', { answerable: false, contained: null, ranking: null, confidence: 0.97 }),
    ])
    expect(summary).toMatchObject({
      questions: 6,
      ranking: { judged: 3, ndcgAt10: 1 },
      answers: { answered: 4, contained: 1 / 3, goldCited: 1 / 3, meanLength: 40 },
      refusals: { answerable: 4, wronglyRefused: 0.25, unanswerable: 2, rightlyRefused: 0.5 },
      calibration: { judged: 3, confident: { count: 2, shareRight: 0.5 } },
    })
  })
})
