import { bootstrapInterval, type Interval } from './bootstrap.js'
import { mean } from './mean.js'
import { METRICS, type Metric, type MetricName } from './metrics.js'
import type { QuestionResult } from './question-result.js'

export interface MetricComparison {
  readonly name: MetricName
  /** Questions that have it in both runs. */
  readonly pairs: number
  readonly before: number
  readonly after: number
  /** After less before, with its 95 % interval. */
  readonly difference: number
  readonly interval: Interval
  readonly verdict: 'better' | 'worse' | 'same'
  /** Whether `worse` is a regression. */
  readonly decides: boolean
}

export interface QuestionChange {
  readonly id: string
  readonly text: string
  readonly changes: readonly { readonly name: MetricName; readonly before: number; readonly after: number }[]
}

export interface Comparison {
  /** Questions that both runs have. */
  readonly pairs: number
  readonly onlyBefore: number
  readonly onlyAfter: number
  readonly metrics: readonly MetricComparison[]
  /** Questions of which a deciding metric got worse; then those of which one got better and none worse. */
  readonly worse: readonly QuestionChange[]
  readonly better: readonly QuestionChange[]
  readonly regressed: readonly MetricName[]
}

/** Fewer questions than these tell nothing by themselves. */
const MIN_PAIRS = 10
const SEED = 20_260_101

type Pair = readonly [before: QuestionResult, after: QuestionResult]

/** Compares two runs question by question, by the ids of the questions. */
export function compareRuns(before: readonly QuestionResult[], after: readonly QuestionResult[]): Comparison {
  const earlier = new Map(before.map(result => [result.id, result]))
  const pairs = after.flatMap((result): Pair[] => {
    const other = earlier.get(result.id)
    return other === undefined ? [] : [[other, result]]
  })
  const metrics = METRICS.flatMap(metric => compareMetric(metric, pairs))
  const changes = pairs.map(pair => ({ change: changeOf(pair), direction: directionOf(pair) }))
  const changed = (direction: number) =>
    changes.filter(item => item.direction === direction).map(({ change }) => change)
  return {
    pairs: pairs.length,
    onlyBefore: before.length - pairs.length,
    onlyAfter: after.length - pairs.length,
    metrics,
    worse: changed(-1),
    better: changed(1),
    regressed: metrics
      .filter(({ verdict, decides }) => decides && verdict === 'worse')
      .map(({ name }) => name),
  }
}

function compareMetric(metric: Metric, pairs: readonly Pair[]): MetricComparison[] {
  const values = pairs.flatMap(pair => valuesOf(metric, pair))
  const before = mean(values.map(([value]) => value))
  const after = mean(values.map(([, value]) => value))
  if (before === null || after === null) return []
  const interval = bootstrapInterval(
    values.map(([one, other]) => other - one),
    SEED,
  )
  const { name, decides } = metric
  const verdict = verdictOf(metric, interval, values.length)
  return [
    { name, pairs: values.length, before, after, difference: after - before, interval, verdict, decides },
  ]
}

function verdictOf({ better }: Metric, { low, high }: Interval, pairs: number): MetricComparison['verdict'] {
  if (pairs < MIN_PAIRS || (low <= 0 && high >= 0)) return 'same'
  return low > 0 === (better === 'higher') ? 'better' : 'worse'
}

function valuesOf({ of }: Metric, [before, after]: Pair): [number, number][] {
  const one = of(before)
  const other = of(after)
  return one === null || other === null ? [] : [[one, other]]
}

const DECIDING = METRICS.filter(({ decides }) => decides)

function changeOf(pair: Pair): QuestionChange {
  const [, { id, text }] = pair
  const changes = DECIDING.flatMap(metric =>
    valuesOf(metric, pair)
      .filter(([before, after]) => before !== after)
      .map(([before, after]) => ({ name: metric.name, before, after })),
  )
  return { id, text, changes }
}

/** -1: something got worse, 1: something got better and nothing worse, 0: neither. */
function directionOf(pair: Pair): -1 | 0 | 1 {
  const steps = DECIDING.flatMap(metric =>
    valuesOf(metric, pair).map(([before, after]) => (after - before) * (metric.better === 'higher' ? 1 : -1)),
  )
  if (steps.some(step => step < 0)) return -1
  return steps.some(step => step > 0) ? 1 : 0
}
