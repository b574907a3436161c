import type { Wire } from '../shapes/response-schemas.js'

/** Invented content for the documentation: an article of the newspaper of a city that does not exist. */

export const COLLECTION_EXAMPLE: Wire<'Collection'> = {
  id: 'default',
  name: '云湾日报',
  documents: 42,
  passages: 118,
  updated_at: '2025-03-02T01:30:00Z',
}

const text = '云湾图书馆新馆3月1日开放。周一闭馆，其余时间9:00至21:00开放，凭身份证入馆。'

export const DOCUMENT_INPUT_EXAMPLE = {
  id: 'yw-2025-0301',
  title: '云湾图书馆新馆今日开放',
  text,
  url: 'https://yunwan.example/2025/0301',
  published_at: '2025-03-01T08:00:00+08:00',
  tags: ['文化'],
}

export const SUMMARY_EXAMPLE: Wire<'DocumentSummary'> = {
  collection: 'default',
  id: 'yw-2025-0301',
  title: '云湾图书馆新馆今日开放',
  url: 'https://yunwan.example/2025/0301',
  published_at: '2025-03-01T00:00:00Z',
  author: null,
  tags: ['文化'],
  language: 'zh',
  version: 1,
  indexed_at: '2025-03-01T00:05:00Z',
  passages: 1,
}

export const DOCUMENT_EXAMPLE: Wire<'Document'> = { ...SUMMARY_EXAMPLE, text }

const place = {
  collection: 'default',
  document_id: 'yw-2025-0301',
  passage_id: 17,
  title: '云湾图书馆新馆今日开放',
  url: 'https://yunwan.example/2025/0301',
  published_at: '2025-03-01T00:00:00Z',
}

export const HIT_EXAMPLE: Wire<'Hit'> = {
  ...place,
  text,
  start: 0,
  end: text.length,
  score: 0.93,
  scores: { keyword: 0.9, vector: 0.95 },
  highlights: [[2, 5]],
}

const quote = '周一闭馆，其余时间9:00至21:00开放，凭身份证入馆。'
const quoteStart = text.indexOf(quote)
const span = { start: quoteStart, end: quoteStart + quote.length }

export const BLOCK_EXAMPLE: Wire<'Block'> = {
  text: quote,
  citations: [{ source: 1, ...place, quote, ...span, support: 1 }],
}

export const SOURCE_EXAMPLE: Wire<'Source'> = { number: 1, ...place, ...span }

export const ANSWER_EXAMPLE: Wire<'Answer'> = {
  id: 'ans_8f3kq2',
  question: '图书馆几点开门？',
  standalone_question: '图书馆几点开门？',
  answered: true,
  mode: 'extractive',
  confidence: 0.91,
  text: `${quote}[1]`,
  blocks: [BLOCK_EXAMPLE],
  sources: [SOURCE_EXAMPLE],
  refusal: null,
  degraded: null,
  conversation_id: 'con_51tz0c',
  took_ms: 12.3,
}

const found = { collection: 'default', document_id: 'yw-2025-0301', passage_id: 17 }

export const TRACE_EXAMPLE: Wire<'AnswerTrace'> = {
  interpreted: { subject: '图书馆几点开门？' },
  terms: [
    { text: '图书馆', field: 'words', passages: 3 },
    { text: '开门', field: 'words', passages: 0 },
  ],
  passages: [
    {
      ...found,
      start: 0,
      end: text.length,
      title: '云湾图书馆新馆今日开放',
      score: 1,
      scores: { keyword: 1, vector: 0.61 },
      document_share: 0.58,
      passage_share: 0.58,
      probability: 0.97,
    },
  ],
  sentences: [
    {
      ...found,
      ...span,
      text: quote,
      score: 0.72,
      matched: ['开放'],
      features: { focus: 0.4, context_focus: 0.9, type_match: 1 },
    },
  ],
  confidence_features: { context_focus: 0.9, similarity: 0.61, probability: 0.97 },
  min_confidence: 0.37,
  pinned_rank: null,
  dropped_citations: [],
  generation: null,
  hidden_passages: 0,
  timings_ms: { interpret: 0.4, keyword: 2.1, vector: 6.2, fuse: 1.4, read: 1.9, generate: 0, verify: 0.3 },
}

export const JOB_EXAMPLE: Wire<'Job'> = {
  id: 'job_20x7',
  kind: 'reindex',
  state: 'running',
  done: 300,
  total: 1200,
  failed: 0,
  documents_per_second: 25,
  eta_seconds: 36,
  errors: [],
  created_at: '2025-03-01T00:05:00Z',
  updated_at: '2025-03-01T00:05:12Z',
}
