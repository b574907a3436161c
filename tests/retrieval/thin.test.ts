import { describe, expect, it } from 'vitest'
import { thin } from '../../retrieval/thin.js'
import { fused, idsOf, isRanking } from './fused.js'

const REPORT =
  '市图书馆新馆昨日开馆，馆内设有两千四百个阅览座位，读者凭身份证即可入馆，周一闭馆，其他日子从早上九点开放到晚上八点半，少年儿童阅览室设在一层东侧。'
const OTHER = '青鹭河今年第一次洪峰已经过境，沿岸三个镇的水位都在警戒线以下，没有人员伤亡的报告。'

describe('near-duplicates', () => {
  it('make room for the rest: one result in five at most', () => {
    const found = [
      fused(1, { documentId: 'first', text: REPORT }),
      fused(0.9, { documentId: 'same', text: REPORT }),
      fused(0.8, {
        documentId: 'traditional',
        text: REPORT.replace('图书馆', '圖書館').replaceAll('，', ' '),
      }),
      fused(0.7, { documentId: 'reprint', text: REPORT.replace('昨日', '于昨天') }),
      ...Array.from({ length: 8 }, (_, index) => fused(0.1, { documentId: `other-${String(index)}` })),
    ]
    const thinned = thin(found)
    const shown = [
      'first',
      'other-0',
      'other-1',
      'other-2',
      'same',
      'other-3',
      'other-4',
      'other-5',
      'other-6',
    ]
    expect(idsOf(thinned)).toEqual([...shown, 'traditional', 'other-7', 'reprint'])
    expect(isRanking(thinned)).toBe(true)
  })

  it('are seen across the borders of passages', () => {
    const half = Math.floor(REPORT.length / 2)
    const found = [
      fused(1, { documentId: 'whole', text: REPORT.slice(0, half) }),
      fused(0.9, { documentId: 'whole', text: REPORT.slice(half) }),
      fused(0.8, { documentId: 'reprint', text: REPORT.slice(6, -6) }),
      fused(0.1, { documentId: 'other', text: OTHER }),
    ]
    expect(idsOf(thin(found))).toEqual(['whole', 'whole', 'other', 'reprint'])
  })

  it.each([
    ['another number', REPORT.replace('两千四百', '2400'), REPORT.replace('两千四百', '1800')],
    ['another subject', REPORT, OTHER],
    ['short texts that are not the same', '周一闭馆。', '周二闭馆。'],
    ['a text that says much more', REPORT.slice(0, 40), REPORT],
  ])('are not: %s', (_name, one, two) => {
    const found = [
      fused(1, { documentId: 'one', text: one }),
      fused(0.9, { documentId: 'two', text: two }),
      fused(0.1, { documentId: 'other', text: '另一段文字。' }),
    ]
    expect(thin(found)).toEqual(found)
  })

  it('within one document are its own affair', () => {
    const found = [
      fused(1, { documentId: 'one', text: REPORT }),
      fused(0.9, { documentId: 'one', text: REPORT }),
    ]
    expect(thin(found)).toEqual(found)
  })

  it('cost little, whatever the passages hold', () => {
    const found = Array.from({ length: 160 }, (_, index) =>
      fused(1 / (index + 1), { text: '一'.repeat(5000) }),
    )
    const started = performance.now()
    expect(thin(found)).toHaveLength(160)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
