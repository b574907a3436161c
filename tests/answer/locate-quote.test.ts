import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexQuotes, locateQuote, sentencesAround } from '../../answer/generate/locate-quote.js'

const TEXT = '**问：几点开门？**\n\n答：“周二至周日”9:00至21:00，周一 闭馆。Ｃafé价格㎡為3.5萬元。'

describe('locateQuote', () => {
  const find = (quote: string) =>
    locateQuote(quote, indexQuotes(TEXT)).map(({ start, end }) => TEXT.slice(start, end))

  it.each([
    ['exactly', '周二至周日', ['周二至周日']],
    ['with other quotation marks', '「周二至周日」9：00至21：00', ['周二至周日”9:00至21:00']],
    ['without marks and line ends', '问：几点开门？答：', ['问：几点开门？**\n\n答']],
    ['with other white space', '周一闭馆', ['周一 闭馆']],
    ['in the other script and width', 'Café价格㎡为３.５万元', ['Ｃafé价格㎡為3.5萬元']],
    ['with an end it does not have', '周一 闭馆……', ['周一 闭馆']],
    ['in pieces', '几点开门……周一闭馆', ['几点开门', '周一 闭馆']],
  ])('finds a quote %s', (_name, quote, expected) => {
    expect(find(quote)).toEqual(expected)
  })

  it.each(['周三闭馆', '', '。', '……', '几点开门……周五闭馆', '周一闭馆……几点开门', '馆'])(
    'does not find %j',
    quote => {
      expect(find(quote)).toEqual([])
    },
  )

  it('finds every part of any text, as the text has it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 4 }), fc.nat(), fc.nat(), (text, from, length) => {
        const quote = text.slice(from % text.length, (from % text.length) + 2 + (length % 10))
        for (const { start, end } of locateQuote(quote, indexQuotes(text))) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeLessThanOrEqual(text.length)
          expect(end).toBeGreaterThan(start)
        }
      }),
    )
  })
})

describe('sentencesAround', () => {
  it('gives the whole sentences that a span touches', () => {
    const text = '甲不可以。乙可以。丙也可以。'
    const at = (part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length })
    const around = (part: string) => {
      const { start, end } = sentencesAround(text, at(part))
      return text.slice(start, end)
    }
    expect(around('可以。乙')).toBe('甲不可以。乙可以。')
    expect(around('也')).toBe('丙也可以。')
  })
})
