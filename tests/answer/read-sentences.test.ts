import { describe, expect, it } from 'vitest'
import { readSentences, type QuestionProfile, type ReadSentence } from '../../answer/read-sentences.js'
import type { Passage } from '../../core/types.js'
import { asked } from './asked.js'
import { passage } from './passage.js'
import { selector } from './selector.js'

const read = (text: string, question: QuestionProfile, about: Partial<Passage> = {}) =>
  readSentences([{ passages: [passage(1, text, about)], score: 0.5 }], question, selector)
const featuresOf = (sentences: readonly ReadSentence[], words: string) => {
  const found = sentences.find(({ text }) => text.includes(words))
  if (found === undefined) throw new Error(`no sentence holds ${words}`)
  return found.features
}

describe('focus', () => {
  const question = asked('地铁的票价', { 地铁: 1, 票价: 1 })

  it('counts the topic word little that every sentence holds', () => {
    const sentences = read('地铁开通了。地铁票价三元。地铁很快。地铁车站多。', question)
    expect(featuresOf(sentences, '很快').focus).toBeLessThan(0.1)
    expect(featuresOf(sentences, '三元')).toMatchObject({ focus: 1 })
  })

  it('is the share of the weight where the words are equally rare', () => {
    const sentences = read('地铁开通了。票价三元。天气好。', question)
    expect(featuresOf(sentences, '开通').focus).toBeCloseTo(0.5, 10)
    expect(featuresOf(sentences, '三元').focus).toBeCloseTo(0.5, 10)
    expect(featuresOf(sentences, '天气').focus).toBe(0)
  })

  it('looks at each document by itself', () => {
    const passages = ['地铁快。地铁多。地铁好。票价三元。', '地铁快。天气好。天气热。票价三元。'].map(
      (text, index) => passage(index + 1, text),
    )
    const [first, , , , second] = readSentences(
      passages.map(item => ({ passages: [item], score: 1 })),
      question,
      selector,
    )
    expect(first?.features.focus).toBeLessThan(second?.features.focus ?? 0)
  })
})

describe('the neighbourhood of a sentence', () => {
  const question = asked('地铁的票价和站数', { 地铁: 1, 票价: 1, 站数: 2 })
  const TEXT = '站数不少。甲。地铁快。乙。票价三元。丙。'

  it('is the two sentences before it and the one after it', () => {
    const sentences = read(TEXT, question)
    expect(featuresOf(sentences, '站数').contextCoverage).toBe(0.5)
    expect(featuresOf(sentences, '甲').contextCoverage).toBe(0.75)
    expect(featuresOf(sentences, '地铁').contextCoverage).toBe(0.75)
    expect(featuresOf(sentences, '乙').contextCoverage).toBe(0.5)
    expect(featuresOf(sentences, '丙').contextCoverage).toBe(0.25)
    expect(featuresOf(sentences, '甲')).toMatchObject({ focus: 0 })
  })

  it('reaches across passages, with offsets of the document', () => {
    const cut = TEXT.indexOf('地铁')
    const about = { documentId: 'whole' }
    const whole = read(TEXT, question)
    const parted = readSentences(
      [
        {
          passages: [
            passage(1, TEXT.slice(0, cut), about),
            passage(2, TEXT.slice(cut), { ...about, start: cut, end: TEXT.length, ordinal: 1 }),
          ],
          score: 0.5,
        },
      ],
      question,
      selector,
    )
    const facts = ({ text, start, end, features }: ReadSentence) => ({ text, start, end, features })
    expect(parted.map(facts)).toEqual(whole.map(facts))
    for (const { text, start, end } of parted) expect(TEXT.slice(start, end)).toBe(text)
  })

  it('counts the title as context, never as what the sentence itself says', () => {
    const untitled = featuresOf(read('票价三元。', question), '票价')
    const titled = featuresOf(read('票价三元。', question, { title: '地铁站数' }), '票价')
    expect(untitled).toMatchObject({ contextCoverage: 0.25, documentCoverage: 0.25 })
    expect(titled).toMatchObject({ contextCoverage: 1, documentCoverage: 1 })
    expect(titled.contextFocus).toBe(untitled.contextFocus)
  })
})

describe('the document', () => {
  it('lends every sentence its score and what it holds of the question, rare words counting more', () => {
    const sentences = read(
      '温书宁。图书馆。',
      asked('温书宁与图书馆的渡船', { 温书宁: 1, 图书馆: 1, 渡船: 3 }),
    )
    for (const { features } of sentences) {
      expect(features.documentScore).toBe(0.5)
      expect(features.documentCoverage).toBeCloseTo(2 / 5, 10)
      expect(features.rareCoverage).toBeCloseTo(2 / 11, 10)
    }
  })
})

describe('novelty', () => {
  const question = asked('图书馆馆长是谁', { 图书馆: 1, 馆长: 1 })

  it('is what a sentence says besides the words of the question', () => {
    const sentences = read('图书馆馆长\n图书馆馆长温书宁\n图书馆馆长温书宁昨天到任', question)
    const [repeated, short, long] = sentences.map(({ features }) => features.novelty)
    expect(repeated).toBe(0)
    expect(short).toBe(0.5)
    expect(long).toBe(1)
  })

  it('is judged alone: the answer must stand outside the words of the question', () => {
    const budget = asked('2023年的教育预算是多少', { 2023: 1, 预算: 1 })
    const sentences = read('2023预算公布\n2023预算共68.5亿元', budget)
    expect(featuresOf(sentences, '公布').typeMatch).toBe(0)
    expect(featuresOf(sentences, '68.5').typeMatch).toBe(1)
  })

  it('keeps a single character, which is the unit of the answer as often as a word of the question', () => {
    const [sentence] = read('修建共用12年', asked('修建用了多少年', { 修建: 1, 年: 1 }))
    expect(sentence?.matches.map(({ term }) => term)).toContain('年')
    expect(sentence?.features.typeMatch).toBe(1)
  })
})

describe('a question in the text', () => {
  const question = asked('居住证要带什么材料', { 居住证: 1, 材料: 2 })

  const rowsOf = (text: string) =>
    read(text, question).map(({ text: own, features }) => [own, features.focus])

  it('is no answer, and lends its words to the paragraph after it', () => {
    const sentences = read(
      '问：办居住证要带什么材料？\n\n答：身份证和照片。另带合同。\n窗口周一不开。',
      question,
    )
    expect(sentences.map(({ text }) => text)).toEqual(['答：身份证和照片。', '另带合同。', '窗口周一不开。'])
    expect(sentences.map(({ features }) => features.focus)).toEqual([1, 1, 0])
    const [answer, , other] = sentences.map(({ features }) => features.relevance)
    expect(answer ?? -Infinity).toBeGreaterThan(other ?? Infinity)
  })

  it('lends its words together with the question beside it', () => {
    expect(rowsOf('在哪里办居住证？要带什么材料？身份证。')).toEqual([['身份证。', 1]])
  })

  it('lends nothing to what another question asks for', () => {
    expect(rowsOf('居住证要什么材料？照片。几天办好？十天。')).toEqual([
      ['照片。', 1],
      ['十天。', 0],
    ])
  })
})

it('gives the chances of the sentences of each document, which add up to one', () => {
  const text = '票价是多少？\n票价三元。地铁很快。车站多。'
  const documents = ['a', 'b'].map(documentId => ({
    passages: [passage(1, text, { documentId })],
    score: 0.5,
  }))
  const sentences = readSentences(documents, asked('地铁的票价', { 地铁: 1, 票价: 1 }), selector)
  for (const id of ['a', 'b']) {
    const own = sentences.filter(sentence => sentence.passage.documentId === id)
    const chances = own.map(({ features }) => Math.exp(features.relevance ?? 0))
    expect(chances.length).toBe(3)
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 10)
  }
})

it('reads nothing in nothing', () => {
  const question = asked('地铁', { 地铁: 1 })
  expect(readSentences([], question, selector)).toEqual([])
  expect(readSentences([{ passages: [], score: 1 }], question, selector)).toEqual([])
  expect(read(' \n ', question)).toEqual([])
  expect(read('地铁。', asked('？', {}))[0]?.features).toMatchObject({ focus: 0 })
})
