import { describe, expect, it } from 'vitest'
import { bootstrapInterval } from '../../../answer/evaluate/bootstrap.js'
import { compareRuns } from '../../../answer/evaluate/compare.js'
import { result } from './result.js'

const many = (count: number, change: (index: number) => Parameters<typeof result>[1] = () => ({})) =>
  Array.from({ length: count }, (_, index) => result(`q${index}`, change(index)))

describe('the interval of differences', () => {
  it('is the same for the same seed, and holds the mean', () => {
    const differences = Array.from({ length: 200 }, (_, index) => ((index * 37) % 11) - 4)
    const interval = bootstrapInterval(differences, 7)
    expect(bootstrapInterval(differences, 7)).toEqual(interval)
    expect(bootstrapInterval(differences, 8)).not.toEqual(interval)
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length
    expect(interval.low).toBeLessThan(mean)
    expect(interval.high).toBeGreaterThan(mean)
  })

  it('is as wide as the normal approximation says, where that holds', () => {
    // 50 ones among 400: mean 0.125, standard error sqrt(.125 * .875 / 400).
    const differences = Array.from({ length: 400 }, (_, index) => (index % 8 === 0 ? 1 : 0))
    const { low, high } = bootstrapInterval(differences, 1)
    const halfWidth = 1.96 * Math.sqrt((0.125 * 0.875) / 400)
    expect((high - low) / 2).toBeGreaterThan(halfWidth * 0.85)
    expect((high - low) / 2).toBeLessThan(halfWidth * 1.15)
  })
})

describe('two runs', () => {
  it('that are alike differ in nothing', () => {
    const { metrics, worse, better, regressed } = compareRuns(many(40), many(40))
    expect(metrics.every(({ verdict, difference }) => verdict === 'same' && difference === 0)).toBe(true)
    expect({ worse, better, regressed }).toEqual({ worse: [], better: [], regressed: [] })
  })

  it('of which the second is clearly worse tell in what, and at which questions', () => {
    const after = many(40, index => (index % 4 === 0 ? { contained: false } : {}))
    const comparison = compareRuns(many(40), after)
    expect(comparison.regressed).toEqual(['contained'])
    expect(comparison.metrics.find(({ name }) => name === 'contained')).toMatchObject({
      ...{ pairs: 40, before: 1, after: 0.75, difference: -0.25, verdict: 'worse', decides: true },
    })
    expect(comparison.worse.map(({ id }) => id)).toEqual(
      after.filter(q => q.contained === false).map(q => q.id),
    )
    expect(comparison.worse[0]?.changes).toEqual([{ name: 'contained', before: 1, after: 0 }])
    const back = compareRuns(after, many(40))
    expect(back.regressed).toEqual([])
    expect(back.better).toHaveLength(10)
    expect(back.metrics.find(({ name }) => name === 'contained')).toMatchObject({ verdict: 'better' })
  })

  it('one chance change of many is no regression, nor is any of a few questions', () => {
    const one = compareRuns(
      many(40),
      many(40, index => (index === 3 ? { contained: false } : {})),
    )
    expect(one).toMatchObject({ regressed: [], worse: [{ id: 'q3' }] })
    const few = compareRuns(
      many(5),
      many(5, () => ({ contained: false })),
    )
    expect(few.regressed).toEqual([])
    expect(few.worse).toHaveLength(5)
  })

  it('a longer or slower answer is told, and is no regression', () => {
    const slower = compareRuns(
      many(40),
      many(40, () => ({ answerMs: 100, answerLength: 60 })),
    )
    expect(slower.regressed).toEqual([])
    expect(slower.metrics.find(({ name }) => name === 'answer_ms')).toMatchObject({
      verdict: 'worse',
      decides: false,
    })
    expect(slower.worse).toEqual([])
  })

  it('where more is worse, more is worse', () => {
    const refused = many(40, index => (index < 20 ? { answered: false, contained: false } : {}))
    expect(compareRuns(many(40), refused).regressed).toEqual(['contained', 'wrongly_refused'])
  })

  it('are paired by the ids of their questions', () => {
    const after = [...many(20).reverse(), result('new')]
    expect(compareRuns(many(30), after)).toMatchObject({ pairs: 20, onlyBefore: 10, onlyAfter: 1, worse: [] })
    expect(compareRuns([result('a')], [result('b')])).toMatchObject({ pairs: 0, metrics: [] })
  })
})
