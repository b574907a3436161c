import type { Comparison, QuestionChange } from '../../answer/evaluate/compare.js'
import { resultToWire } from '../../server/shapes/evaluation-wire.js'
import type { Evaluation } from './evaluation.js'

/** Most missing documents that are named. */
const MAX_NAMED = 20

/** A run as `--json` prints it: the shape of the HTTP API, with the comparison beside it. */
export function evaluationToJson(evaluation: Evaluation) {
  const { id, name, createdAt, collections, summary, measured, missingGold, compared } = evaluation
  return {
    id,
    name,
    created_at: createdAt,
    collections,
    summary,
    questions: measured.map(({ result }) => resultToWire(result)),
    missing_gold: { count: missingGold.length, ids: missingGold.slice(0, MAX_NAMED) },
    comparison: compared && {
      with: { id: compared.before.id, name: compared.before.name, created_at: compared.before.created_at },
      ...comparisonToJson(compared.comparison),
    },
  }
}

function comparisonToJson({ pairs, onlyBefore, onlyAfter, metrics, worse, better, regressed }: Comparison) {
  return {
    pairs,
    only_before: onlyBefore,
    only_after: onlyAfter,
    metrics: metrics.map(({ interval, ...metric }) => ({
      ...metric,
      interval: [interval.low, interval.high],
    })),
    worse: worse.map(changeToJson),
    better: better.map(changeToJson),
    regressed,
  }
}

const changeToJson = ({ id, text, changes }: QuestionChange) => ({ id, text, changes })
