import { describe, expect, it } from 'vitest'
import { pageAt, pagesWithin } from '../../core/pages.js'
import type { PageStart } from '../../core/types.js'

const PAGES: readonly PageStart[] = [
  [2, 1],
  [10, 2],
  [20, 4],
]

describe('pages of a text', () => {
  it.each([
    [0, undefined],
    [2, 1],
    [9, 1],
    [10, 2],
    [99, 4],
  ])('offset %i lies on page %s', (offset, page) => {
    expect(pageAt(PAGES, offset)).toBe(page)
  })

  it.each([
    ['in one page', 12, 18, [[12, 2]]],
    [
      'over two',
      8,
      20,
      [
        [8, 1],
        [10, 2],
      ],
    ],
    ['in front of the first', 0, 5, [[2, 1]]],
  ])('a part %s knows its own', (_, start, end, expected) => {
    expect(pagesWithin(PAGES, { start, end })).toEqual(expected)
  })

  it('are none for a text without', () => {
    expect(pageAt(undefined, 3)).toBeUndefined()
    expect(pagesWithin(undefined, { start: 0, end: 3 })).toEqual([])
  })
})
