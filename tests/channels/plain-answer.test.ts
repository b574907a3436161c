import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../answer/answer.js'
import { ExpiringMap } from '../../server/channels/expiring-map.js'
import { fitSentences, plainAnswer } from '../../server/channels/plain-answer.js'

function answerOf(blocks: readonly string[], title = '开馆公告', url: string | null = null): Answer {
  const place = { collection: 'default', documentId: 'd', passageId: 1, title, url, publishedAt: null }
  const span = { start: 0, end: 2 }
  return {
    id: 'ans_1',
    question: '几点开馆？',
    standaloneQuestion: '几点开馆？',
    answered: true,
    mode: 'extractive',
    confidence: 0.9,
    text: blocks.join('\n'),
    blocks: blocks.map((text, index) => ({
      text,
      citations: [{ ...place, ...span, source: index + 1, quote: text, support: 1 }],
    })),
    sources: blocks.map((_text, index) => ({ ...place, ...span, number: index + 1 })),
    refusal: null,
    degraded: null,
    conversationId: 'c',
    tookMs: 1,
  }
}

describe('an answer for a chat', () => {
  it('links a source that has no address to this server, when that is known', () => {
    const link = 'https://ask.example/?collection=default&document=d&start=0&end=2'
    expect(plainAnswer(answerOf(['九点。']), 2048, 'https://ask.example')).toBe(
      `九点。 [1]\n\n出处：\n[1] 开馆公告 ${link}`,
    )
    expect(plainAnswer(answerOf(['九点。']), 2048, null)).toBe('九点。 [1]\n\n出处：\n[1] 开馆公告')
  })

  it('leaves out whole statements with their sources, and says so', () => {
    const text = plainAnswer(answerOf(['甲'.repeat(300), '乙'.repeat(300), '丙'.repeat(300)]), 2048, null)
    expect(text).toMatch(
      /^甲{300} \[1\]\n乙{300} \[2\]\n（篇幅所限，未完）\n\n出处：\n\[1\] 开馆公告\n\[2\] 开馆公告$/,
    )
  })

  it('cuts the one statement that is too long after a sentence', () => {
    const text = plainAnswer(answerOf([`${'一'.repeat(400)}。${'二'.repeat(400)}。`]), 2048, null)
    expect(text).toBe(`${'一'.repeat(400)}。\n（篇幅所限，未完）\n\n出处：\n[1] 开馆公告`)
  })

  it('never exceeds the bytes it may have, and never cuts a character', () => {
    const unit = fc.constantFrom('a', '字', '😀', '。', '. ', '\n', '<', 'é')
    const block = fc.string({ unit, minLength: 1, maxLength: 900 })
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 5 }), block, (blocks, title) => {
        const text = plainAnswer(answerOf(blocks, title, 'https://x.example/1'), 2048, null)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048)
        expect(text.isWellFormed()).toBe(true)
      }),
      { seed: 11, numRuns: 40 },
    )
    expect(fitSentences('😀😀', 7)).toBe('😀')
    expect(fitSentences('第一句。第二句。', 13)).toBe('第一句。')
  })
})

describe('what is remembered for a while', () => {
  it('goes with time, and the oldest when there is too much', () => {
    let now = 0
    const map = new ExpiringMap<number>({ maxEntries: 2, maxAgeMs: 10, clock: { now: () => new Date(now) } })
    map.set('a', 1)
    map.set('b', 2)
    map.set('a', 3)
    map.set('c', 4)
    expect(['a', 'b', 'c'].map(key => map.get(key))).toEqual([3, undefined, 4])
    now = 10
    expect(map.get('a')).toBeUndefined()
  })
})
