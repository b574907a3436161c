import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold } from '../../core/text/fold.js'
import { normaliseText } from '../../core/text/normalise.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { splitSentences } from '../../core/text/sentences.js'
import { createTokeniser } from '../../core/text/tokenise.js'

const tokeniser = createTokeniser(createSegmenter())
const anyText = fc.string({ unit: 'binary', maxLength: 300 }).map(normaliseText)
const termsOf = (text: string) => new Set(tokeniser.tokenise(text).map(token => token.term))

describe('normaliseText', () => {
  it.each([
    ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['\uFEFF标题\0正文', '标题正文'],
    ['坏\uD800字', '坏\uFFFD字'],
    ['e\u0301', 'é'],
  ])('stores %j as %j', (given, expected) => {
    expect(normaliseText(given)).toBe(expected)
  })

  it('is idempotent and well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const once = normaliseText(text)
        expect(once.isWellFormed()).toBe(true)
        expect(normaliseText(once)).toBe(once)
      }),
    )
  })
})

describe('fold', () => {
  it.each([
    ['ＡＢＣ１２３', 'abc123'],
    ['戰國無雙', '战国无双'],
    ['Café', 'cafe'],
    ['㍿', '株式会社'],
  ])('takes %s for %s', (given, expected) => {
    expect(fold(given).text).toBe(expected)
  })

  it('finds the way back to the original offset when a character grows', () => {
    const text = '在㍿工作'
    const folded = fold(text)
    expect(folded.originalOffset(folded.text.indexOf('工'))).toBe(text.indexOf('工'))
    expect(folded.originalOffset(folded.text.length)).toBe(text.length)
  })
})

describe('tokenise', () => {
  it('keeps codes whole and split', () => {
    for (const term of ['ppr9087', 'ppr', '9087', 'th01', 'th', '01']) {
      expect(termsOf('型号PPR-9087与表格TH01')).toContain(term)
    }
  })

  it.each([
    ['traditional and simplified', '澜江圖書館開放時間', '澜江图书馆开放时间'],
    ['full width and half width', 'ＴＨ０１　表', 'TH01 表'],
    ['thousands separators', '1,250,000元', '1250000元'],
    ['inflected English', 'running libraries', 'run library'],
    ['accents', 'Café Zürich', 'cafe zurich'],
  ])('gives the same terms for %s', (_, one, other) => {
    expect(termsOf(one)).toEqual(termsOf(other))
  })

  it('gives long words with the words inside them, at their places', () => {
    const text = '庆祝中华人民共和国成立'
    const tokens = tokeniser.tokenise(text)
    expect(tokens.find(token => token.term === '共和国')).toMatchObject({ kind: 'part', start: 6, end: 9 })
    expect(tokens.find(token => token.term === '中华人民共和国')).toMatchObject({
      kind: 'word',
      start: 2,
      end: 9,
    })
  })

  it('gives non-empty terms of letters and digits inside the text, whatever the text', () => {
    fc.assert(
      fc.property(anyText, text => {
        for (const token of tokeniser.tokenise(text)) {
          expect(token.term).toMatch(/^[\p{L}\p{N}\p{M}]+$/u)
          expect(token.start).toBeGreaterThanOrEqual(0)
          expect(token.end).toBeGreaterThan(token.start)
          expect(token.end).toBeLessThanOrEqual(text.length)
        }
      }),
    )
  })

  it('covers simplified Han tokens by the very characters of the text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('澜', '江', '图书馆', '的', '开放', '，', 'A1', ' ')), parts => {
        const text = parts.join('')
        for (const token of tokeniser.tokenise(text)) {
          if (token.kind === 'bigram') expect(text.slice(token.start, token.end)).toBe(token.term)
        }
      }),
    )
  })
})

describe('splitSentences', () => {
  it.each([
    ['今天开放。明天休息！真的吗？！好', ['今天开放。', '明天休息！', '真的吗？！', '好']],
    ['Mr. Smith paid 3.5 dollars. Then he left.', ['Mr. Smith paid 3.5 dollars.', 'Then he left.']],
    ['标题\n\n正文一句；又一句', ['标题', '正文一句；', '又一句']],
    ['他说：“来吧！”\n走了', ['他说：“来吧！”', '走了']],
    ['三、图书馆。2月16日闭馆。四、地铁。照常。', ['三、图书馆。2月16日闭馆。', '四、地铁。照常。']],
    ['（二）申领条件。住满半年。', ['（二）申领条件。住满半年。']],
    ['三、图书馆。\n照常开放。', ['三、图书馆。', '照常开放。']],
    ['1. Apply online. 2. Pay.', ['1. Apply online.', '2. Pay.']],
    ['一、二月份雨水偏多，气温偏低。三月转暖。', ['一、二月份雨水偏多，气温偏低。', '三月转暖。']],
    ['It cost 15. Nobody paid.', ['It cost 15.', 'Nobody paid.']],
    ['  \n ', []],
  ])('splits %j', (text, expected) => {
    expect(splitSentences(text).map(span => text.slice(span.start, span.end))).toEqual(expected)
  })

  it('leaves out nothing but white space, in order, without overlap', () => {
    fc.assert(
      fc.property(anyText, text => {
        let end = 0
        let rest = ''
        for (const span of splitSentences(text)) {
          expect(span.start).toBeGreaterThanOrEqual(end)
          rest += text.slice(end, span.start)
          end = span.end
        }
        expect((rest + text.slice(end)).trim()).toBe('')
      }),
    )
  })
})
