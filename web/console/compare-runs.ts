import type { EvaluatedQuestion, Evaluation } from './wire-types.js'

export type MetricName =
  | 'questions'
  | 'ndcg'
  | 'recall1'
  | 'recall10'
  | 'mrr'
  | 'contained'
  | 'goldCited'
  | 'invalidCitations'
  | 'wronglyRefused'
  | 'rightlyRefused'
  | 'calibrationError'
  | 'answerP50'
  | 'answerP95'

export interface Metric {
  readonly name: MetricName
  /** Null when nothing could be judged, or there is no such run. */
  readonly earlier: number | null
  readonly later: number | null
  readonly digits: number
}

const METRICS: readonly (readonly [MetricName, number, (run: Evaluation) => number | null | undefined])[] = [
  ['questions', 0, ({ summary }) => summary.questions],
  ['ndcg', 3, ({ summary }) => summary.ranking?.ndcg_at_10],
  ['recall1', 3, ({ summary }) => summary.ranking?.recall_at_1],
  ['recall10', 3, ({ summary }) => summary.ranking?.recall_at_10],
  ['mrr', 3, ({ summary }) => summary.ranking?.mrr_at_10],
  ['contained', 3, ({ summary }) => summary.answers.contained],
  ['goldCited', 3, ({ summary }) => summary.answers.gold_cited],
  ['invalidCitations', 0, ({ summary }) => summary.answers.invalid_citations],
  ['wronglyRefused', 3, ({ summary }) => summary.refusals.wrongly_refused],
  ['rightlyRefused', 3, ({ summary }) => summary.refusals.rightly_refused],
  ['calibrationError', 3, ({ summary }) => summary.calibration.expected_calibration_error],
  ['answerP50', 1, ({ summary }) => summary.answer_ms?.p50],
  ['answerP95', 1, ({ summary }) => summary.answer_ms?.p95],
]

export function metricsOf(earlier: Evaluation | null, later: Evaluation): Metric[] {
  return METRICS.map(([name, digits, read]) => ({
    name,
    digits,
    earlier: (earlier === null ? null : read(earlier)) ?? null,
    later: read(later) ?? null,
  }))
}

export interface QuestionChange {
  readonly id: string
  readonly text: string
  /** Above 0: better; 0: the answer is neither better nor worse, but found its documents at another rank. */
  readonly change: number
  readonly earlier: EvaluatedQuestion
  readonly later: EvaluatedQuestion
}

const SHOWN = 30

/** Questions of both runs that went otherwise, those that changed most first. */
export function changedQuestions(earlier: Evaluation, later: Evaluation): QuestionChange[] {
  const before = new Map(earlier.questions.map(question => [question.id, question]))
  return later.questions
    .flatMap(question => {
      const old = before.get(question.id)
      if (old === undefined) return []
      const change = worthOf(question) - worthOf(old)
      return [{ id: question.id, text: question.text, change, earlier: old, later: question }]
    })
    .filter(({ change, earlier: old, later: now }) => change !== 0 || old.answered !== now.answered)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, SHOWN)
}

/** A right answer, or a right refusal, weighs more than any change of rank. */
function worthOf({ answerable, answered, contained, ranking }: EvaluatedQuestion): number {
  const isRight = answerable ? answered && contained !== false : !answered
  return (isRight ? 2 : 0) + (ranking?.ndcg_at_10 ?? 0)
}
