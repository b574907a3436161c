import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extract, EXTRACT_DEFAULTS, nearest } from '../../answer/extract.js'
import { rankSentences } from '../../answer/rank-sentences.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { readingLength } from '../../core/text/reading-length.js'
import type { Passage } from '../../core/types.js'
import { asked } from './asked.js'
import { hit } from './hit.js'
import { passage } from './passage.js'
import { selector } from './selector.js'

const profile = asked('地铁票价是多少？', { 地铁: 1, 票价: 2 })
const question = { profile, segmenter: createSegmenter() }
const answer = (passages: readonly Passage[], options = EXTRACT_DEFAULTS) =>
  extract(
    rankSentences(
      passages.map(item => ({ passages: [item], score: 1 })),
      profile,
      selector,
    ),
    question,
    options,
  )
const said = ({ blocks }: ReturnType<typeof extract>) => blocks.map(({ text }) => text)

/** The sentences of single-sentence passages in the order given, each as good as the others. */
const ranked = (passages: readonly Passage[]) =>
  passages.flatMap(item =>
    rankSentences([{ passages: [item], score: 1 }], profile, selector).map(sentence => ({
      ...sentence,
      score: 1,
    })),
  )
const passagesOf = (...texts: string[]) => texts.map((text, index) => passage(index + 1, text))

/** Documents of two passages each, with the text that their offsets refer to. */
function documentsOf(texts: readonly string[]) {
  const passages = texts.flatMap((text, index) => {
    const cut = Math.floor(text.length / 2)
    const about = { documentId: `document-${index}` }
    return [
      passage(2 * index, text.slice(0, cut), about),
      passage(2 * index + 1, text.slice(cut), { ...about, ordinal: 1, start: cut, end: text.length }),
    ]
  })
  return { passages, textOf: (id: string) => texts[Number(id.slice('document-'.length))] ?? '' }
}

describe('extract', () => {
  it('says once what several sentences say, whatever their marks', () => {
    const passages = passagesOf('地铁票价三元。', '“地铁票价三元！”', '票价三元，', '地铁票价五元。')
    expect(said(extract(ranked(passages), question))).toEqual(['地铁票价三元。', '地铁票价五元。'])
  })

  it('does not say the title of a source once more, unless there is nothing else', () => {
    const title = '地铁票价须知'
    const [heading, price] = passagesOf(`${title}\n`, '地铁票价三元。').map(item => ({ ...item, title }))
    if (heading === undefined || price === undefined) throw new Error('two were made')
    expect(said(extract(ranked([price, heading]), question))).toEqual(['地铁票价三元。'])
    expect(said(extract(ranked([heading]), question))).toEqual([title])
  })

  it('numbers documents in order of first use, quotes of one document together', () => {
    const passages = [
      passage(2, '地铁票价五元止。', { documentId: 'two', title: '票价' }),
      passage(1, '地铁票价三元起。', { documentId: 'one' }),
      passage(3, '地铁票价九折。', { documentId: 'one', ordinal: 1, start: 8, end: 15 }),
    ]
    const { blocks, sources } = extract(ranked(passages), question)
    expect(sources.map(({ number, documentId }) => [number, documentId])).toEqual([
      [1, 'two'],
      [2, 'one'],
    ])
    expect(blocks.map(({ citations }) => citations.map(({ source }) => source))).toEqual([[1], [2], [2]])
    expect(sources[0]).toMatchObject({ title: '票价', passageId: 2 })
    expect(blocks[2]?.citations[0]).toMatchObject({ passageId: 3, start: 8, end: 15, support: 1 })
  })

  it('adds only sentences that are about as good as the best, and no more than asked for', () => {
    const texts = ['地铁票价三元。', '地铁票价五元。', '地铁票价七元。', '地铁票价九元。', '天气很好。']
    const passages = passagesOf(...texts)
    const graded = ranked(passages).map((sentence, index) => ({ ...sentence, score: index < 4 ? 1 : 0.01 }))
    const most = (maxBlocks: number) => said(extract(graded, question, { ...EXTRACT_DEFAULTS, maxBlocks }))
    expect(most(3)).toEqual(texts.slice(0, 3))
    expect(most(1)).toEqual(texts.slice(0, 1))
    expect(most(9)).toEqual(texts.slice(0, 4))
  })

  it('passes over a further sentence that does not fit, for a shorter one that does', () => {
    const long = `地铁票价五元${'的车票'.repeat(10)}。`
    const passages = passagesOf('地铁票价三元。', long, '地铁票价七元。')
    const options = { ...EXTRACT_DEFAULTS, maxLength: 30 }
    expect(said(extract(ranked(passages), question, options))).toEqual(['地铁票价三元。', '地铁票价七元。'])
  })

  it('makes nothing of nothing', () => {
    expect(extract([], question)).toEqual({ blocks: [], sources: [] })
    expect(answer([passage(1, '，，')])).toEqual({ blocks: [], sources: [] })
  })

  it('quotes the exact characters, never too many, never twice, whatever the archive holds', () => {
    const part = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom('地铁', '票价', '三元', '，', '。', '！', ' ', '5元', '—', '𠮷'),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
      { weight: 1, arbitrary: fc.constantFrom('x'.repeat(300), '地铁票价'.repeat(40), '。\n', '; ', '😀') },
    )
    const text = fc.array(part, { minLength: 1, maxLength: 30 }).map(parts => parts.join(''))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), texts => {
        const { passages, textOf } = documentsOf(texts)
        const { blocks, sources } = answer(passages)
        const length = blocks.reduce((sum, block) => sum + readingLength(block.text), 0)
        expect(length).toBeLessThanOrEqual(EXTRACT_DEFAULTS.maxLength + 1e-9)
        expect(new Set(blocks.map(block => block.text)).size).toBe(blocks.length)
        const used = blocks.flatMap(block => block.citations)
        for (const { quote, documentId, start, end, source } of used) {
          expect(textOf(documentId).slice(start, end)).toBe(quote)
          expect(quote).not.toBe('')
          expect(sources[source - 1]?.documentId).toBe(documentId)
        }
        for (const { text, citations } of blocks) {
          expect(citations[0]).toMatchObject({ quote: text, support: 1 })
          expect(new Set(citations.map(({ documentId }) => documentId)).size).toBe(citations.length)
          for (const { support } of citations) expect(support).toBeGreaterThan(0)
        }
        const numbers = [...new Set(used.map(({ source }) => source))]
        expect(numbers).toEqual(sources.map((_source, index) => index + 1))
        expect(sources.map(({ number }) => number)).toEqual(numbers)
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})

describe('nearest', () => {
  it('shows the best passage of each document, as far as asked, without what is internal', () => {
    const hits = [
      hit(passage(1, '一', { documentId: 'one' }), 1),
      hit(passage(2, '二', { documentId: 'one' }), 0.9),
      hit(passage(3, '三', { documentId: 'one', collection: 'second' }), 0.8),
      hit(passage(4, '四', { documentId: 'two' }), 0.7),
      hit(passage(5, '五', { documentId: 'three' }), 0.6),
    ]
    const shown = nearest(hits, 3)
    expect(shown.map(({ passage: { id } }) => id)).toEqual([1, 3, 4])
    for (const item of shown) expect(item).not.toHaveProperty('evidence')
    expect(nearest([], 3)).toEqual([])
  })
})
