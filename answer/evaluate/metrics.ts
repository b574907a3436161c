import type { QuestionResult } from './question-result.js'

/** A figure that each question has by itself, so that two runs can be compared question by question. */
export interface Metric {
  readonly name: MetricName
  readonly better: 'higher' | 'lower'
  /** Whether getting worse is a regression. Times and lengths depend on more than the answers. */
  readonly decides: boolean
  /** Null: the question does not have it. */
  readonly of: (result: QuestionResult) => number | null
}

export const METRIC_NAMES = [
  'ndcg_at_10',
  'recall_at_1',
  'recall_at_3',
  'recall_at_10',
  'mrr_at_10',
  'contained',
  'gold_cited',
  'wrongly_refused',
  'rightly_refused',
  'invalid_citations',
  'uncited_blocks',
  'support',
  'answer_length',
  'answer_ms',
  'search_ms',
] as const
export type MetricName = (typeof METRIC_NAMES)[number]

const flag = (value: boolean | null) => (value === null ? null : Number(value))
const quality = (name: MetricName, of: Metric['of']): Metric => ({
  name,
  better: 'higher',
  decides: true,
  of,
})
const fault = (name: MetricName, of: Metric['of']): Metric => ({ name, better: 'lower', decides: true, of })
const cost = (name: MetricName, of: Metric['of']): Metric => ({ name, better: 'lower', decides: false, of })

/** What is compared, in the order in which it is shown. */
export const METRICS: readonly Metric[] = [
  quality('ndcg_at_10', ({ ranking }) => ranking && ranking.ndcgAt10),
  quality('recall_at_1', ({ ranking }) => ranking && ranking.recallAt1),
  quality('recall_at_3', ({ ranking }) => ranking && ranking.recallAt3),
  quality('recall_at_10', ({ ranking }) => ranking && ranking.recallAt10),
  quality('mrr_at_10', ({ ranking }) => ranking && ranking.mrrAt10),
  quality('contained', ({ contained }) => flag(contained)),
  quality('gold_cited', ({ goldCited }) => flag(goldCited)),
  fault('wrongly_refused', ({ answerable, answered }) => (answerable ? Number(!answered) : null)),
  quality('rightly_refused', ({ answerable, answered }) => (answerable ? null : Number(!answered))),
  fault('invalid_citations', ({ answered, invalidCitations }) => (answered ? invalidCitations : null)),
  fault('uncited_blocks', ({ answered, uncitedBlocks }) => (answered ? uncitedBlocks : null)),
  quality('support', ({ support }) => support),
  cost('answer_length', ({ answered, answerLength }) => (answered ? answerLength : null)),
  cost('answer_ms', ({ answerMs }) => answerMs),
  cost('search_ms', ({ ranking, searchMs }) => (ranking === null ? null : searchMs)),
]
