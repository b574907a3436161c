import type { Wire } from '../../server/shapes/response-schemas.js'
import type { EvaluationMessages } from './evaluation-messages.js'

type Summary = Wire<'EvaluationHead'>['summary']

export interface Figure {
  readonly label: string
  readonly value: string
  /** 0..1 where it is a share: drawn as a bar. */
  readonly share?: number
}

export interface FigureGroup {
  readonly title: string
  readonly figures: readonly Figure[]
}

/** The sums of a run in words, group by group; what nothing could be judged of is left out. */
export function figuresOf(summary: Summary, messages: EvaluationMessages): FigureGroup[] {
  const { groups } = messages
  return [
    { title: groups.ranking(summary.ranking?.judged ?? 0), figures: rankingFigures(summary, messages) },
    { title: groups.answers, figures: answerFigures(summary, messages) },
    { title: groups.refusals, figures: refusalFigures(summary, messages) },
    { title: groups.calibration(summary.calibration.judged), figures: calibrationFigures(summary, messages) },
    { title: groups.times(summary.concurrency), figures: timeFigures(summary, messages) },
  ].filter(({ figures }) => figures.length > 0)
}

function rankingFigures({ ranking }: Summary, { metrics }: EvaluationMessages): Figure[] {
  if (ranking === null) return []
  const names = ['ndcg_at_10', 'recall_at_1', 'recall_at_3', 'recall_at_10', 'mrr_at_10'] as const
  return names.flatMap(name => shareFigure(metrics[name], ranking[name]))
}

function answerFigures({ answers }: Summary, { metrics, labels }: EvaluationMessages): Figure[] {
  const { mean_length: length } = answers
  return [
    ...shareFigure(metrics.contained, answers.contained),
    ...shareFigure(labels.containedInQuotes, answers.contained_in_quotes),
    ...shareFigure(metrics.gold_cited, answers.gold_cited),
    ...(length === null ? [] : [{ label: metrics.answer_length, value: length.toFixed(1) }]),
    { label: labels.citations, value: String(answers.citations) },
    { label: metrics.invalid_citations, value: String(answers.invalid_citations) },
    { label: metrics.uncited_blocks, value: String(answers.uncited_blocks) },
    ...shareFigure(metrics.support, answers.support),
  ]
}

function refusalFigures({ refusals }: Summary, { labels }: EvaluationMessages): Figure[] {
  return [
    ...shareFigure(labels.wronglyRefused(refusals.answerable), refusals.wrongly_refused),
    ...shareFigure(labels.rightlyRefused(refusals.unanswerable), refusals.rightly_refused),
  ]
}

function calibrationFigures({ calibration }: Summary, { labels }: EvaluationMessages): Figure[] {
  const { confident, expected_calibration_error: error } = calibration
  return [
    ...shareFigure(labels.confident(confident.count), confident.share_right),
    ...(error === null ? [] : [{ label: labels.calibrationError, value: error.toFixed(4) }]),
  ]
}

function timeFigures({ answer_ms, search_ms }: Summary, { metrics }: EvaluationMessages): Figure[] {
  const times = [
    [metrics.answer_ms, answer_ms],
    [metrics.search_ms, search_ms],
  ] as const
  return times.flatMap(([label, latency]) =>
    latency === null
      ? []
      : [
          {
            label: `${label} p50 / p95 / p99`,
            value: [latency.p50, latency.p95, latency.p99].map(ms => ms.toFixed(1)).join(' / '),
          },
        ],
  )
}

function shareFigure(label: string, share: number | null): Figure[] {
  return share === null ? [] : [{ label, value: share.toFixed(4), share }]
}
