import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FusedPassage } from '../../retrieval/fuse.js'
import { preferPinned } from '../../retrieval/prefer-pinned.js'
import { fused, idsOf } from './fused.js'

/** A ranked passage that holds a word of the query unless it is said not to. */
function found(id: string, score: number, more: { isPinned?: boolean; keyword?: null } = {}) {
  const item = fused(score, { documentId: id })
  const passage = more.isPinned === true ? { ...item.passage, isPinned: true as const } : item.passage
  return { ...item, keyword: 0.5, ...more, passage }
}

describe('pinned documents among results', () => {
  it('come first where they are nearly as good, each part in its order, with the scores that they have', () => {
    const results = [
      found('best', 1),
      found('pin-a', 0.6, { isPinned: true }),
      found('other', 0.5),
      found('pin-b', 0.2, { isPinned: true }),
    ]
    const ordered = preferPinned(results, true)
    expect(idsOf(ordered)).toEqual(['pin-a', 'pin-b', 'best', 'other'])
    expect(ordered.map(({ score }) => score)).toEqual([0.6, 0.2, 1, 0.5])
  })

  it.each([
    ['is far less likely', [found('best', 1), found('pin', 0.09, { isPinned: true })], true],
    [
      'holds no word of the query',
      [found('best', 1), found('pin', 0.9, { isPinned: true, keyword: null })],
      true,
    ],
    [
      'stands below the first page',
      [...Array.from({ length: 20 }, () => found('best', 1)), found('pin', 0.9, { isPinned: true })],
      true,
    ],
  ])('stay where they are when one %s', (_why, results, asksForWords) => {
    expect(idsOf(preferPinned(results, asksForWords))).toEqual(idsOf(results))
  })

  it('need no words where none were looked up', () => {
    const results = [found('best', 1), found('pin', 0.9, { isPinned: true, keyword: null })]
    expect(idsOf(preferPinned(results, false))).toEqual(['pin', 'best'])
  })

  it('change nothing when there is none, and never add, lose or change a result', () => {
    const result = fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), isPinned: fc.boolean() })
    fc.assert(
      fc.property(fc.array(result, { maxLength: 30 }), fc.boolean(), (made, asksForWords) => {
        const results: FusedPassage[] = made
          .toSorted((one, other) => other.score - one.score)
          .map(({ score, isPinned }, index) => found(String(index), score, { isPinned }))
        const ordered = preferPinned(results, asksForWords)
        expect(new Set(ordered)).toEqual(new Set(results))
        expect(ordered).toHaveLength(results.length)
        if (!made.some(({ isPinned }) => isPinned)) expect(ordered).toEqual(results)
      }),
    )
  })
})
