import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { locateQuote, markSegments } from '../../web/shared/mark-segments.js'

const LENGTH = 40
const span = fc
  .tuple(fc.nat(LENGTH), fc.nat(LENGTH))
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
  .filter(({ start, end }) => start < end)

describe('marked segments', () => {
  it('join to the text again and hold the quote in exactly one piece', () => {
    const text = Array.from({ length: LENGTH }, (_, index) => String.fromCharCode(0x4e00 + index)).join('')
    fc.assert(
      fc.property(span, fc.array(span, { maxLength: 5 }), (quote, others) => {
        const segments = markSegments(text, quote, others)
        expect(segments.map(segment => segment.text).join('')).toBe(text)
        const quoted = segments.filter(({ mark }) => mark === 'quote').map(segment => segment.text)
        expect(quoted).toEqual([text.slice(quote.start, quote.end)])
        let position = 0
        for (const segment of segments) {
          for (let index = position; index < position + segment.text.length; index++) {
            const inside = ({ start, end }: { start: number; end: number }) => start <= index && index < end
            const expected = inside(quote) ? 'quote' : others.some(inside) ? 'other' : null
            expect(segment.mark).toBe(expected)
          }
          position += segment.text.length
        }
      }),
    )
  })

  it('are the whole text when nothing is quoted, and none for an empty one', () => {
    expect(markSegments('全文', null, [])).toEqual([{ text: '全文', mark: null }])
    expect(markSegments('', null, [])).toEqual([])
  })
})

describe('the place of a quote', () => {
  it('is its offsets while they hold its words', () => {
    expect(locateQuote('甲乙甲', '甲', { start: 2, end: 3 })).toEqual({ start: 2, end: 3 })
  })

  it('is the only other place of the words after a change', () => {
    expect(locateQuote('新加的话。周一闭馆。', '周一闭馆。', { start: 0, end: 5 })).toEqual({
      start: 5,
      end: 10,
    })
  })

  it('is unknown when the words are gone or stand in several places', () => {
    expect(locateQuote('全日开放。', '周一闭馆。', { start: 0, end: 5 })).toBeNull()
    expect(locateQuote('无甲甲', '甲', { start: 0, end: 1 })).toBeNull()
  })
})
