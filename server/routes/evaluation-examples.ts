import { summarise } from '../../answer/evaluate/summarise.js'
import { evaluationSummaryToWire, resultFromWire } from '../shapes/evaluation-wire.js'
import type { Wire } from '../shapes/response-schemas.js'

/** Invented runs for the documentation. */

export const EVALUATED_QUESTION_EXAMPLE: Wire<'EvaluatedQuestion'> = {
  id: 'opening-hours',
  text: '图书馆几点开门？',
  answerable: true,
  ranking: { ndcg_at_10: 1, recall_at_1: 1, recall_at_3: 1, recall_at_10: 1, mrr_at_10: 1 },
  answered: true,
  confidence: 0.91,
  contained: true,
  contained_in_quotes: true,
  gold_cited: true,
  answer_length: 28,
  citations: 1,
  invalid_citations: 0,
  uncited_blocks: 0,
  support: 1,
  search_ms: 9.2,
  answer_ms: 12.3,
  answer_id: null,
}

export const EVALUATION_HEAD_EXAMPLE: Wire<'EvaluationHead'> = {
  id: 'eval_4c0d',
  created_at: '2025-03-02T01:30:00Z',
  name: 'nightly',
  collections: ['default'],
  summary: evaluationSummaryToWire(summarise([resultFromWire(EVALUATED_QUESTION_EXAMPLE)]), {
    mode: 'auto',
    concurrency: 1,
  }),
}

export const EVALUATION_EXAMPLE: Wire<'Evaluation'> = {
  ...EVALUATION_HEAD_EXAMPLE,
  questions: [EVALUATED_QUESTION_EXAMPLE],
}
