import { describe, expect, it } from 'vitest'
import { editDistance } from '../../core/text/edit-distance.js'
import { createExpressionMatcher } from '../../core/text/expression-matcher.js'

describe('An expression', () => {
  it.each([
    ['电瓶车', '小區禁止電瓶車上樓', '電瓶車'],
    ['电瓶车', '电瓶 车', undefined],
    ['电瓶车', '电瓶。车', undefined],
    ['electric bicycle', 'Two Electric Bicycles, parked', 'Electric Bicycles'],
    ['electric bicycle', 'electric. Bicycle', undefined],
    ['e-bike', 'an E Bike lane', 'E Bike'],
    ['e bike', 'an e-bike lane', 'e-bike'],
    ['bike', 'e-bikes', 'bikes'],
    ['bike', 'bikeshed', undefined],
    ['PPR-9087', '型号PPR9087', 'PPR9087'],
    ['PPR-9087', 'PPR-90871', undefined],
    ['PPR-9087', '型号 ppr 9087 的', 'ppr 9087'],
    ['AI助手', '用 AI 助手 写', 'AI 助手'],
    ['R&D', 'spending on R&D rose', 'R&D'],
    ['…', '……', undefined],
  ])('%s in %s', (expression, text, expected) => {
    const [match] = createExpressionMatcher([expression]).match(text)
    expect(match && text.slice(match.start, match.end)).toBe(expected)
  })

  it('that is longer comes first where two begin together', () => {
    const matches = createExpressionMatcher(['电动', '电动车']).match('电动车')
    expect(matches.map(({ expression }) => expression)).toEqual(['电动车', '电动'])
  })
})

describe('The edit distance', () => {
  it.each([
    ['library', 'library', 1, 0],
    ['libary', 'library', 1, 1],
    ['liibrary', 'library', 1, 1],
    ['lybrary', 'library', 1, 1],
    ['ilbrary', 'library', 1, 1],
    ['goverment', 'government', 2, 1],
    ['govermnet', 'government', 2, 2],
    ['', 'ab', 2, 2],
    ['', 'abc', 2, undefined],
    ['house', 'mouth', 1, undefined],
  ])('of %s and %s, at most %i, is %s', (one, other, most, expected) => {
    expect(editDistance(one, other, most)).toBe(expected)
    expect(editDistance(other, one, most)).toBe(expected)
  })
})
