import type { Comparison, MetricComparison, QuestionChange } from '../../answer/evaluate/compare.js'
import type { EvaluationMessages } from './evaluation-messages.js'
import type { Evaluation } from './evaluation.js'
import { figuresOf } from './figures.js'

/** Most questions listed that got worse, and that got better; all are in `--json`. */
const MAX_LISTED = 20
const MAX_NAMED = 5

/** A run for people: its sums, then what changed since the one that it is compared with. */
export function renderEvaluation(evaluation: Evaluation, messages: EvaluationMessages): string {
  const { id, name, summary, collections, missingGold, compared } = evaluation
  const groups = figuresOf(summary, messages).map(({ title, figures }) =>
    [title, ...figures.map(({ label, value }) => `  ${label}  ${value}`)].join('\n'),
  )
  return [
    `${messages.heading(name, summary.questions)}\n${messages.collections(collections)}`,
    ...groups,
    ...(missingGold.length === 0
      ? []
      : [messages.missingGold(missingGold.length, missingGold.slice(0, MAX_NAMED))]),
    ...(compared === null
      ? []
      : [
          messages.compared(compared.before.name, compared.before.created_at, compared.comparison.pairs),
          renderComparison(compared.comparison, messages),
        ]),
    id === null ? messages.notKept : messages.kept(id),
  ].join('\n\n')
}

function renderComparison(comparison: Comparison, messages: EvaluationMessages): string {
  if (comparison.pairs === 0) return messages.noPairs
  const { worse, better } = comparison
  return [
    comparison.metrics.map(metric => `  ${metricLine(metric, messages)}`).join('\n'),
    ...(worse.length === 0 ? [] : [changeList(messages.worse(worse.length), worse, messages)]),
    ...(better.length === 0 ? [] : [changeList(messages.better(better.length), better, messages)]),
  ].join('\n\n')
}

function metricLine(metric: MetricComparison, messages: EvaluationMessages): string {
  const { name, before, after, difference, interval, verdict, decides } = metric
  const range = `${signed(difference)} (${signed(interval.low)} … ${signed(interval.high)})`
  const note = decides || verdict !== 'worse' ? '' : ` (${messages.notDeciding})`
  return `${messages.metrics[name]}  ${before.toFixed(4)} → ${after.toFixed(4)}  ${range}  ${messages.verdicts[verdict]}${note}`
}

function changeList(title: string, changes: readonly QuestionChange[], messages: EvaluationMessages): string {
  const lines = changes.slice(0, MAX_LISTED).map(change => {
    const figures = change.changes.map(
      ({ name, before, after }) => `${messages.metrics[name]} ${short(before)} → ${short(after)}`,
    )
    return `  ${change.id}  ${change.text}  ${figures.join(' · ')}`
  })
  return [title, ...lines, ...(changes.length > MAX_LISTED ? ['  …'] : [])].join('\n')
}

export function signed(value: number): string {
  if (value === 0) return '0'
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`
}

const short = (value: number) => String(Number(value.toFixed(3)))
