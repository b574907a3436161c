import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hit } from '../../web/shared/api-types.js'
import { bestQuote } from '../../web/shared/best-quote.js'
import { bodyOf, draftAnswering, draftOf } from '../../web/shared/curated-draft.js'
import { quoteStands } from '../../web/shared/quote-stands.js'

const TEXT =
  '云湾市图书馆新馆三月一日开放，设阅览座位两千四百个，首日接待读者九千人，馆员全部到岗。新馆周一闭馆，其他日子开放到晚上九点。读者凭身份证入馆。'
const HIT: Hit = {
  collection: 'city',
  document_id: 'library',
  passage_id: 1,
  title: '新馆开放',
  url: null,
  published_at: null,
  text: TEXT,
  start: 100,
  end: 100 + TEXT.length,
  highlights: [
    [100 + TEXT.indexOf('周一'), 102 + TEXT.indexOf('周一')],
    [100 + TEXT.indexOf('闭馆'), 102 + TEXT.indexOf('闭馆')],
  ],
}

describe('the quote that an editor begins with', () => {
  it('is the sentence that holds most of the words, or a short passage as a whole', () => {
    expect(bestQuote(HIT)).toBe('新馆周一闭馆，其他日子开放到晚上九点。')
    expect(bestQuote({ ...HIT, highlights: [] })).toBe(TEXT.slice(0, TEXT.indexOf('。') + 1))
    expect(bestQuote({ ...HIT, text: ' 周一闭馆。\n' })).toBe('周一闭馆。')
  })

  it('stands in its passage, whatever that is', () => {
    const piece = fc.constantFrom('周一闭馆', '。', '\n', '？”', ' ', 'open daily', '!')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const text = pieces.join('')
        expect(text).toContain(bestQuote({ text, start: 0, highlights: [] }))
      }),
    )
  })
})

describe('a quote as it is written', () => {
  it.each([
    ['新馆周一闭馆', true],
    ['新馆，周一 闭馆！', true],
    ['新馆周二闭馆', false],
    ['。', false],
  ])('%s: stands in the text or not, whatever its marks', (quote, stands) => {
    expect(quoteStands(quote, TEXT)).toBe(stands)
    expect(quoteStands('ＯＰＥＮ daily', 'Open, daily.')).toBe(true)
  })
})

describe('a draft', () => {
  it('begins with the question, its other wordings and the nearest source, and is sent without what is empty', () => {
    const draft = draftAnswering({
      question: '图书馆周几不开？',
      count: 3,
      refused: 3,
      disliked: 0,
      wordings: [
        { question: '图书馆周几不开？', count: 2 },
        { question: '图书馆哪天休息？', count: 1 },
      ],
      last_asked_at: '2026-11-25T00:00:00Z',
      answer_ids: ['ans_1'],
      collections: null,
      nearest: [HIT],
    })
    const blocks = [...draft.blocks, { text: '没有引文', citations: [] }]
    expect(bodyOf({ ...draft, blocks })).toEqual({
      collection: 'city',
      question: '图书馆周几不开？',
      wordings: ['图书馆哪天休息？'],
      blocks: [{ citations: [{ document_id: 'library', quote: '新馆周一闭馆，其他日子开放到晚上九点。' }] }],
    })
  })

  it('of a kept answer keeps its texts and shows where a quote is lost', () => {
    const citation = { document_id: 'library', title: '', stands: false, reason: 'document_gone' } as const
    const draft = draftOf({
      id: 'cur_1',
      collection: 'city',
      question: '几点关门？',
      wordings: [],
      blocks: [{ text: '九点。', citations: [citation] }],
      state: 'stale',
      reason: 'document_gone',
      updated_at: '2026-11-25T00:00:00Z',
    })
    expect(bodyOf(draft)).toEqual({
      question: '几点关门？',
      wordings: [],
      blocks: [{ text: '九点。', citations: [{ document_id: 'library', quote: '' }] }],
    })
    expect(draft.blocks[0]?.citations[0]?.title).toBe('library')
  })
})
