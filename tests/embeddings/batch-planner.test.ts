import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateTokens, planGroups } from '../../embeddings/batch-planner.js'

const lengths = fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 200 })
const budget = fc.integer({ min: 1, max: 2000 })

describe('planGroups', () => {
  it('puts every text into exactly one group', () => {
    fc.assert(
      fc.property(lengths, budget, (given, budgetTokens) => {
        const positions = planGroups(given, budgetTokens).flat()
        expect(positions.toSorted((left, right) => left - right)).toEqual(given.map((_, index) => index))
      }),
    )
  })

  it('keeps padded tokens within the budget, unless one text alone exceeds it', () => {
    fc.assert(
      fc.property(lengths, budget, (given, budgetTokens) => {
        for (const group of planGroups(given, budgetTokens)) {
          const longest = Math.max(...group.map(position => given[position] ?? 0))
          if (group.length > 1) expect(group.length * longest).toBeLessThanOrEqual(budgetTokens)
        }
      }),
    )
  })

  it('never starts a group where the text would have fitted into the one before', () => {
    fc.assert(
      fc.property(lengths, budget, (given, budgetTokens) => {
        const groups = planGroups(given, budgetTokens)
        groups.slice(1).forEach((group, index) => {
          const first = given[group[0] ?? -1] ?? 0
          const before = groups[index]?.length ?? 0
          expect((before + 1) * first).toBeGreaterThan(budgetTokens)
        })
      }),
    )
  })

  it('goes from short to long, so that neighbours pad each other little', () => {
    expect(planGroups([9, 2, 8, 3, 500], 20)).toEqual([[1, 3], [2, 0], [4]])
  })

  it('has nothing to do for no texts', () => {
    expect(planGroups([], 100)).toEqual([])
  })
})

describe('estimateTokens', () => {
  it.each([
    ['', 2],
    ['北京天气', 6],
    ['weather', 5],
    ['北京 weather', 7],
  ])('%s: %i', (text, tokens) => {
    expect(estimateTokens(text, 512)).toBe(tokens)
  })

  it('stops at the limit of the model', () => {
    expect(estimateTokens('中'.repeat(5000), 512)).toBe(512)
  })
})
