import type { Wire } from '../shapes/response-schemas.js'

const quote = '周一闭馆，其余时间9:00至21:00开放，凭身份证入馆。'

export const CURATED_BODY_EXAMPLE = {
  question: '图书馆几点开门？',
  wordings: ['图书馆开放时间'],
  blocks: [{ citations: [{ document_id: 'yw-2025-0301', quote }] }],
}

export const CURATED_EXAMPLE: Wire<'CuratedAnswer'> = {
  id: 'cur_5f1c2a9e',
  collection: 'default',
  question: '图书馆几点开门？',
  wordings: ['图书馆开放时间'],
  blocks: [
    {
      text: null,
      citations: [
        {
          document_id: 'yw-2025-0301',
          title: '云湾图书馆新馆今日开放',
          url: 'https://yunwan.example/2025/0301',
          published_at: '2025-03-01T00:00:00Z',
          quote,
          start: 13,
          end: 13 + quote.length,
          stands: true,
          reason: null,
        },
      ],
    },
  ],
  state: 'live',
  reason: null,
  created_at: '2025-03-02T01:30:00.000Z',
  created_by: 'key_2f9a1c0b7d3e4f5a6b',
  updated_at: '2025-03-02T01:30:00.000Z',
  updated_by: 'key_2f9a1c0b7d3e4f5a6b',
}

export const CURATED_CHECK_EXAMPLE: Wire<'CuratedCheck'> = {
  id: 'cur_5f1c2a9e',
  asked: 1,
  answered_by_this: 1,
  cites_the_same: 1,
  wrong: 0,
  questions: [
    {
      question: '图书馆几点开门？',
      answered: true,
      answered_by: 'cur_5f1c2a9e',
      answered_by_this: true,
      cites_the_same: true,
      wrong: false,
    },
  ],
}
