import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTermMatcher } from '../../core/text/term-matcher.js'
import { highlight } from '../../retrieval/highlight.js'
import { passage } from '../answer/passage.js'

const START = 100
const inside = (text: string) => passage(1, text, { start: START, end: START + text.length })
const marked = (text: string, ...terms: string[]) =>
  highlight(inside(text), createTermMatcher(terms)).map(({ start, end }) =>
    text.slice(start - START, end - START),
  )

describe('highlight', () => {
  it.each([
    ['each occurrence', '票价三元，票价五元', ['票价'], ['票价', '票价']],
    ['words that overlap as one', '中华人民共和国', ['中华人民', '人民共和国'], ['中华人民共和国']],
    ['words that touch as one', '地铁票价', ['票价', '地铁'], ['地铁票价']],
    ['a word in a word once', '图书馆', ['图书', '图书馆'], ['图书馆']],
    ['what stands apart, apart', '地铁的票价', ['票价', '地铁'], ['地铁', '票价']],
    ['the other script and width', '圖書館在ＡＢＣ', ['图书馆', 'abc'], ['圖書館', 'ＡＢＣ']],
    ['inflected words whole', 'Two libraries opened', ['librari'], ['libraries']],
    ['a piece of a code', '型号PPR-9087。', ['9087'], ['9087']],
    ['nothing of other words', 'cattle', ['cat'], []],
    ['nothing without words', '地铁票价', [], []],
  ])('marks %s', (_name, text, terms, expected) => {
    expect(marked(text, ...terms)).toEqual(expected)
  })

  it('stays inside the passage, ascending, without overlap, and leaves out no word', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '图书',
        '图书馆',
        '馆长',
        '圖書館',
        '長',
        'cat',
        'Cats',
        ' ',
        '，',
        'PPR-9087',
        '㎡',
        '𠮷',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    )
    const text = fc.array(piece, { maxLength: 25 }).map(pieces => pieces.join(''))
    const vocabulary = ['图书', '图书馆', '馆长', '长', '书', 'cat', 'ppr', '9087', 'm2', '𠮷']
    fc.assert(
      fc.property(text, fc.subarray(vocabulary), (text, terms) => {
        const wanted = createTermMatcher(terms)
        const spans = highlight(inside(text), wanted)
        let last = -1
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThan(last)
          expect(start).toBeGreaterThanOrEqual(START)
          expect(end).toBeGreaterThan(start)
          last = end
        }
        expect(last).toBeLessThanOrEqual(START + text.length)
        for (const match of wanted.match(text)) {
          const from = START + match.start
          expect(spans.some(({ start, end }) => start <= from && START + match.end <= end)).toBe(true)
        }
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})
