import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTermMatcher } from '../../core/text/term-matcher.js'
import { createTokeniser } from '../../core/text/tokenise.js'

const tokeniser = createTokeniser(createSegmenter())

function quotesOf(terms: readonly string[], text: string): string[] {
  return createTermMatcher(terms)
    .match(text)
    .map(({ start, end }) => text.slice(start, end))
}

describe('createTermMatcher', () => {
  it.each([
    [['北京'], '我在北京，北京在北方。', ['北京', '北京']],
    [['战国'], '《戰國無雙》', ['戰國']],
    [['国无'], '《戰國無雙》', ['國無']],
    [['run'], 'He was Running; they ran.', ['Running']],
    [['9087', 'ppr9087'], '型号PPR-9087。', ['PPR-9087', '9087']],
    [['908'], '型号PPR-9087。', []],
    [['cafe'], 'le Café', ['Café']],
    [['1000'], '共1,000件', ['1,000']],
    [['𠮷野'], '在𠮷野家', ['𠮷野']],
    [['', '北'], '', []],
  ])('finds %j in %s', (terms, text, quotes) => {
    expect(quotesOf(terms, text)).toEqual(quotes)
  })

  it('finds what a tokeniser finds, wherever it stands', () => {
    const anyText = fc.string({
      unit: fc.constantFrom(...Array.from('北京大学在２０２4年a bRunning-9.,，。戰國々é\u{20BB7}\n')),
      maxLength: 60,
    })
    fc.assert(
      fc.property(anyText, text => {
        const tokens = tokeniser.tokenise(text)
        const places = createTermMatcher(tokens.map(({ term }) => term))
          .match(text)
          .map(({ term, start, end }) => `${term} ${start} ${end}`)
        for (const { term, start, end } of tokens) expect(places).toContain(`${term} ${start} ${end}`)
      }),
    )
  })
})
