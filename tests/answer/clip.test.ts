import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clip } from '../../answer/clip.js'
import { rankSentences } from '../../answer/rank-sentences.js'
import type { QuestionProfile } from '../../answer/read-sentences.js'
import { readingLength } from '../../core/text/reading-length.js'
import { asked } from './asked.js'
import { passage } from './passage.js'
import { selector } from './selector.js'

const question = asked('馆长是谁？', { 馆长: 1 })

/** Lengths are sums of tenths. */
const ROUNDING = 1e-9

/** What is left of the best sentence of a text. */
function clipped(text: string, maxLength: number, profile: QuestionProfile = question): string {
  const before = '前面的段落。'
  const part = passage(1, text, { start: before.length, end: before.length + text.length })
  const [sentence] = rankSentences([{ passages: [part], score: 1 }], profile, selector)
  if (sentence === undefined) throw new Error(`no sentence in ${text}`)
  const { start, end } = clip(sentence, profile, maxLength)
  expect(start).toBeGreaterThanOrEqual(sentence.start)
  expect(end).toBeGreaterThanOrEqual(start)
  expect(end).toBeLessThanOrEqual(sentence.end)
  return `${before}${text}`.slice(start, end)
}

describe('clip', () => {
  const LONG = '新馆有阅览座位两千四百个，周一闭馆，馆长顾长霖介绍说，地下还有一座书库，开放时间另行通知。'

  it('leaves a sentence whole that fits', () => {
    expect(clipped(LONG, 60)).toBe(LONG)
  })

  it('keeps the clauses of a longer one that hold what is asked for', () => {
    expect(clipped(LONG, 12)).toBe('馆长顾长霖介绍说')
    expect(clipped(LONG, 20)).toContain('馆长顾长霖介绍说')
    expect(clipped(LONG, 12, asked('座位有多少个？', { 座位: 1 }))).toBe('新馆有阅览座位两千四百个')
  })

  it('prefers, of clauses with the same words, the one with the kind of thing asked for', () => {
    const text = '馆长昨天到任，馆长顾长霖介绍说，馆长明天要来'
    expect(clipped(text, 10)).toBe('馆长顾长霖介绍说')
  })

  it('does not cut numbers and times at their comma or colon', () => {
    const profile = asked('How many seats are there?', { seat: 1 })
    const text =
      'The library opened at 13:30 on a Monday, and it has 2,400 seats for its readers, said the mayor'
    expect(clipped(text, 20, profile)).toContain('it has 2,400 seats for its readers')
  })

  it.each([
    ['，馆长顾长霖，', '馆长顾长霖'],
    ['：： 馆长顾长霖、；', '馆长顾长霖'],
    [', the 馆长; ', 'the 馆长'],
    ['——馆长顾长霖——', '馆长顾长霖'],
  ])('leaves separators at the edges of %j out', (text, expected) => {
    expect(clipped(text, 60)).toBe(expected)
  })

  it('leaves nothing of separators alone', () => {
    expect(clipped('，，：', 60)).toBe('')
  })

  it.each([
    ['Chinese without a comma', '馆长'.repeat(200)],
    ['rare characters', '𠮷𠮷馆长'.repeat(100)],
    ['rare characters in odd places', `馆${'𠮷'.repeat(200)}`],
    ['English without a comma', 'the chief librarian said so '.repeat(40)],
    ['kana', 'ひらがな'.repeat(100)],
    ['one word', 'x'.repeat(1000)],
    ['emoji', '😀'.repeat(400)],
  ])('cuts %s to the length asked for', (_name, text) => {
    for (const maxLength of [30, 60, 110]) {
      const quote = clipped(text, maxLength)
      expect(quote).not.toBe('')
      expect(readingLength(quote)).toBeLessThanOrEqual(maxLength + ROUNDING)
      expect(quote.isWellFormed()).toBe(true)
    }
  })

  it('stays within the sentence, whole characters and no separator at its edges, whatever the text', () => {
    const piece = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('馆长', '，', '、', '；', '—', ', ', '：', ': ', ';', ' ', '𠮷', '😀'),
      },
      { weight: 2, arbitrary: fc.constantFrom('顾长霖', 'librarian', '2,400', '13:30', '\u3000', '（', '”') },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
      { weight: 1, arbitrary: fc.constantFrom('x'.repeat(80), '馆'.repeat(80), '𠮷'.repeat(70)) },
    )
    const text = fc
      .array(piece, { minLength: 1, maxLength: 40 })
      .map(pieces => pieces.join('').replaceAll('\n', ' '))
      .filter(text => text.trim() !== '')
    fc.assert(
      fc.property(text, fc.integer({ min: 5, max: 110 }), (text, maxLength) => {
        const quote = clipped(text, maxLength)
        expect(quote).not.toMatch(/^[\s，,、；;：:—]|[\s，,、；;：:—]$/u)
        expect(quote.isWellFormed()).toBe(true)
        expect(readingLength(quote)).toBeLessThanOrEqual(maxLength + ROUNDING)
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})
