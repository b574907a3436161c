import { describe, expect, it } from 'vitest'
import { extract, type Extract } from '../../answer/extract.js'
import { rankSentences } from '../../answer/rank-sentences.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import type { Passage } from '../../core/types.js'
import { asked } from './asked.js'
import { passage } from './passage.js'
import { selector } from './selector.js'

const segmenter = createSegmenter()

/** A document of one sentence: its date (none: undated) and what it says. */
type Told = readonly [date: string | null, text: string]

/** What is answered when each document says one sentence and all are as good. */
function answer(question: string, told: readonly Told[]): Extract {
  const profile = asked(question, { 测试: 1 })
  const passages = told.map(([date, text], index): Passage => {
    return passage(index + 1, text, { publishedAt: date === null ? null : `${date}T00:00:00.000Z` })
  })
  const ranked = passages.flatMap(item =>
    rankSentences([{ passages: [item], score: 1 }], profile, selector).map(sentence => ({
      ...sentence,
      score: 1,
    })),
  )
  return extract(ranked, { profile, segmenter })
}

const said = ({ blocks }: Extract) => blocks.map(({ text }) => text)
const cited = ({ blocks }: Extract) =>
  blocks.map(({ citations }) => citations.map(({ documentId, quote }) => [documentId, quote]))

describe('what several documents say', () => {
  it('is said once and cites each of them, in its own words', () => {
    const told = answer('新馆有多少册藏书？', [
      ['2022-03-08', '新馆藏书126万册，设阅览座位2400个。'],
      ['2022-03-09', '新馆设阅览座位2400个，藏书126万册。'],
      ['2022-03-10', '新馆周一闭馆。'],
    ])
    expect(said(told)).toEqual(['新馆藏书126万册，设阅览座位2400个。', '新馆周一闭馆。'])
    expect(cited(told)[0]).toEqual([
      ['document-1', '新馆藏书126万册，设阅览座位2400个。'],
      ['document-2', '新馆设阅览座位2400个，藏书126万册。'],
    ])
    expect(told.sources.map(({ number, documentId }) => [number, documentId])).toEqual([
      [1, 'document-1'],
      [2, 'document-2'],
      [3, 'document-3'],
    ])
    for (const { support } of told.blocks.flatMap(({ citations }) => citations)) {
      expect(support).toBeGreaterThan(0.5)
      expect(support).toBeLessThanOrEqual(1)
    }
  })

  it('cites no more than three of them, and a document once', () => {
    const same = ['01', '02', '03', '04'].map(day => [`2025-03-${day}`, '全程票价为5元。'] as const)
    expect(cited(answer('票价是多少？', same))[0]).toHaveLength(3)
    const passages = ['票价5元。', '票价5元！'].map((text, index) =>
      passage(index, text, { documentId: 'one', ordinal: index, start: 10 * index, end: 10 * index + 5 }),
    )
    const profile = asked('票价是多少？', { 票价: 1 })
    const ranked = rankSentences([{ passages, score: 1 }], profile, selector)
    expect(cited(extract(ranked, { profile, segmenter }))).toEqual([[['one', '票价5元。']]])
  })

  it('is not one statement when a name, a number or a "not" differs', () => {
    for (const [one, other] of [
      ['女子组冠军是大学生阮清欢。', '女子组冠军是大学生阮清莲。'],
      ['展览在一层大厅展出120张照片。', '展览在一层大厅展出150张照片。'],
      ['春节期间图书馆照常开放。', '春节期间图书馆不开放。'],
    ] as const) {
      const told = answer('有什么活动？', [
        [null, one],
        [null, other],
      ])
      expect(said(told)).toEqual([one, other])
      expect(cited(told).map(({ length }) => length)).toEqual([1, 1])
    }
  })
})

describe('documents of different dates that contradict each other', () => {
  it.each([
    ['2号线首日运了多少人？', '2号线开通首日客流18.6万人次。', '2号线开通首日客流16.8万人次。'],
    ['图书馆几点闭馆？', '图书馆周六开放至20:30闭馆。', '图书馆周六开放至21:30闭馆。'],
    ['2号线哪一年开通？', '地铁2号线计划2024年开通运营。', '地铁2号线将于2025年开通运营。'],
    ['谁是市博物馆馆长？', '市博物馆馆长是温书宁，主持日常工作。', '市博物馆馆长是顾长霖，主持日常工作。'],
    ['展览在哪里办？', '老照片展设在文澜路展厅，免费参观。', '老照片展设在望塔街展厅，免费参观。'],
    ['旧沙发能放进垃圾桶吗？', '旧沙发可以投放到其他垃圾桶。', '旧沙发不可以投放到其他垃圾桶。'],
  ])('%s: are shown side by side under their dates, oldest first', (question, earlier, later) => {
    const told = answer(question, [
      ['2025-03-02', later],
      ['2024-05-01', earlier],
    ])
    expect(said(told)).toEqual([`2024-05-01：${earlier}`, `2025-03-02：${later}`])
    expect(told.blocks.map(({ disputed }) => disputed)).toEqual([true, true])
    expect(cited(told)).toEqual([[['document-2', earlier]], [['document-1', later]]])
    expect(told.blocks.map(({ citations: [citation] }) => citation?.source)).toEqual([1, 2])
  })

  it('are dated in the language of the question', () => {
    const told = answer('How many passengers did Line 2 carry on its first day?', [
      ['2025-03-29', 'Line 2 carried 186,000 passengers on its first day.'],
      ['2025-04-01', 'Line 2 carried 168,000 passengers on its first day.'],
    ])
    expect(said(told)).toEqual([
      '2025-03-29: Line 2 carried 186,000 passengers on its first day.',
      '2025-04-01: Line 2 carried 168,000 passengers on its first day.',
    ])
  })

  it('are more than two when three dates say three things; what says the same again adds nothing', () => {
    const told = answer('修缮预算是多少？', [
      ['2024-01-18', '南埠老街修缮预算为1.8亿元。'],
      ['2025-01-18', '南埠老街修缮预算为1.9亿元。'],
      ['2025-02-18', '南埠老街修缮预算为1.9亿元。'],
      ['2026-01-16', '南埠老街修缮预算为2.1亿元。'],
    ])
    expect(said(told).map(text => text.slice(0, 10))).toEqual(['2024-01-18', '2025-01-18', '2026-01-16'])
  })

  it.each<[why: string, question: string, one: Told, other: Told]>([
    ['have no date', '票价是多少？', [null, '全程票价为5元。'], [null, '全程票价为7元。']],
    ['have one date', '票价是多少？', ['2025-03-02', '全程票价为5元。'], ['2025-03-02', '全程票价为7元。']],
    [
      'speak of different things',
      '有多少人？',
      ['2024-05-01', '游客58万人次。'],
      ['2025-03-02', '志愿者1200名。'],
    ],
    [
      'speak of different years, one of which is asked for',
      '2024年教育预算是多少？',
      ['2024-01-18', '2024年教育预算为68.5亿元。'],
      ['2026-01-16', '2026年教育预算为75.2亿元。'],
    ],
    [
      'are of different years, one of which is asked for',
      '2026年教育安排多少钱？',
      ['2024-01-18', '支出安排：教育58.6亿元。'],
      ['2026-01-16', '支出安排：教育74.1亿元。'],
    ],
    [
      'differ in something else than what is asked for',
      '为什么停水？',
      ['2024-05-01', '因管道接驳，停水5小时。'],
      ['2025-03-02', '因管道接驳，停水7小时。'],
    ],
  ])('are not set against each other when they %s', (_why, question, one, other) => {
    const told = answer(question, [one, other])
    expect(said(told)).toEqual([one[1], other[1]])
    expect(told.blocks.every(block => block.disputed === undefined)).toBe(true)
  })
})
