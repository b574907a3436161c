import { describe, expect, it } from 'vitest'
import { preferCurrent } from '../../retrieval/supersede.js'
import { fused, idsOf, isRanking } from './fused.js'

type Fields = NonNullable<Parameters<typeof fused>[1]>

function order(question: string, older: Fields, newer: Fields, newerScore = 0.5): string[] {
  const found = [
    fused(1, { publishedAt: '2024-01-01T00:00:00Z', ...older, documentId: 'older' }),
    fused(newerScore, { publishedAt: '2025-01-01T00:00:00Z', ...newer, documentId: 'newer' }),
  ]
  const ranked = preferCurrent(found, question)
  expect(isRanking(ranked)).toBe(true)
  return idsOf(ranked)
}

const NEWEST_FIRST: readonly (readonly [string, Fields, Fields])[] = [
  ['the same title', { title: '图书馆开放时间' }, { title: '图书馆开放时间' }],
  [
    'the same title with another year',
    { title: '图书馆开放时间（2024）' },
    { title: '图书馆开放时间（2025年修订）' },
  ],
  [
    'a correction that names it',
    { title: '河灯节落幕 游客约62万人次' },
    { title: '致读者', text: '本报《河灯节落幕 游客约62万人次》一文数字有误，应为58.3万人次。' },
  ],
  ['one that says it was replaced', { title: '鹭洲区停水通知（已改期）' }, { title: '鹭洲区停水推迟到周五' }],
  [
    'one whose text says so',
    { title: 'Riverside ferry timetable', text: 'This timetable has been replaced.' },
    { title: 'Riverside ferry: boats from August' },
  ],
  ['a correction of the same subject', { title: '地铁票价公布' }, { title: '更正：地铁票价' }],
  ['a revision', { title: 'Riverside ferry timetable' }, { title: 'Riverside ferry, revised timetable' }],
]

const UNTOUCHED: readonly (readonly [string, string, Fields, Fields])[] = [
  ['other subjects', '图书馆几点开门', { title: '图书馆开馆' }, { title: '更正：地铁票价' }],
  ['two reports of one subject', '地铁怎么坐', { title: '地铁开通' }, { title: '地铁开通一周年' }],
  ['series, when one is asked for', '2024年预算是多少', { title: '2024年预算' }, { title: '2025年预算' }],
  ['what was said at first', '票价当初定了多少', { title: '地铁票价公布' }, { title: '更正：地铁票价' }],
  [
    'a correction without a date',
    '票价多少',
    { title: '地铁票价公布' },
    { title: '更正：地铁票价', publishedAt: null },
  ],
  [
    'a correction that came before',
    '票价多少',
    { title: '地铁票价公布' },
    { title: '更正：地铁票价', publishedAt: '2023-01-01T00:00:00Z' },
  ],
]

describe('versions of one text', () => {
  it.each(NEWEST_FIRST)('newest first: %s', (_name, older, newer) => {
    expect(order('现在是怎样的', older, newer)).toEqual(['newer', 'older'])
  })

  it.each(UNTOUCHED)('as ranked: %s', (_name, question, older, newer) => {
    expect(order(question, older, newer)).toEqual(['older', 'newer'])
  })

  it('leaves a question to the older one when the newer does not speak of it', () => {
    expect(order('几家餐馆', { title: '地铁票价公布' }, { title: '更正：地铁票价' }, 0.01)).toEqual([
      'older',
      'newer',
    ])
  })

  it('keeps chains in order, and what is unrelated where it was', () => {
    const found = [
      fused(1, { documentId: 'v1', title: '开放时间', publishedAt: '2022-01-01' }),
      fused(0.9, { documentId: 'v3', title: '开放时间', publishedAt: '2024-01-01' }),
      fused(0.8, { documentId: 'v2', title: '开放时间', publishedAt: '2023-01-01' }),
      fused(0.001, { documentId: 'other', title: '河灯节' }),
    ]
    expect(idsOf(preferCurrent(found, '几点开门'))).toEqual(['v3', 'v2', 'v1', 'other'])
  })
})
