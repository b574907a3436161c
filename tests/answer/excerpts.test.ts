import { describe, expect, it } from 'vitest'
import { makeExcerpts, passageAt } from '../../answer/generate/excerpts.js'
import { passage } from './passage.js'

const part = (id: number, documentId: string, start: number, text = '甲乙丙丁戊己庚辛壬癸') =>
  passage(id, text, { documentId, start, end: start + text.length })
const shown = (excerpts: ReturnType<typeof makeExcerpts>) =>
  excerpts.map(({ number, passages, start }) => [number, passages.map(({ id }) => id), start])

describe('makeExcerpts', () => {
  const found = [
    { passage: part(3, 'a', 20), score: 0.2 },
    { passage: part(7, 'b', 0), score: 0.9 },
    { passage: part(1, 'a', 0), score: 0.5 },
    { passage: part(2, 'a', 10), score: 0.3 },
    { passage: part(1, 'a', 0), score: 0.1 },
    { passage: part(5, 'a', 40), score: 0.4 },
  ]

  it('shows the best document first, and what follows each other in one piece', () => {
    const excerpts = makeExcerpts(found, 1000)
    expect(shown(excerpts)).toEqual([
      [1, [7], 0],
      [2, [1, 2, 3], 0],
      [3, [5], 40],
    ])
    expect(excerpts[1]?.text).toHaveLength(30)
  })

  it('keeps the best passages when not all fit', () => {
    expect(shown(makeExcerpts(found, 30))).toEqual([
      [1, [7], 0],
      [2, [1], 0],
      [3, [5], 40],
    ])
    expect(makeExcerpts(found, 5)).toEqual([])
    expect(makeExcerpts([], 1000)).toEqual([])
  })

  it('knows the passage of each offset', () => {
    const [, excerpt] = makeExcerpts(found, 1000)
    if (excerpt === undefined) throw new Error('no second excerpt')
    expect([0, 9, 10, 29].map(offset => passageAt(excerpt, offset).id)).toEqual([1, 1, 2, 3])
  })
})
