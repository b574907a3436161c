import { calibrationOf, type Calibration, type JudgedAnswer } from './calibration.js'
import { latencyOf, type Latency } from './latency.js'
import { mean } from './mean.js'
import type { QuestionResult } from './question-result.js'
import type { RankingScores } from './ranking.js'
import { refusalsOf, type Refusals } from './refusals.js'

/** A run in sum. A mean is null when nothing could be judged. */
export interface EvaluationSummary {
  readonly questions: number
  /** Means over the questions with gold documents. */
  readonly ranking: (RankingScores & { readonly judged: number }) | null
  readonly answers: {
    readonly answered: number
    /** Shares of the answerable questions with gold answers; a refusal counts as missing. */
    readonly contained: number | null
    readonly containedInQuotes: number | null
    /** Share of the answerable questions with gold documents. */
    readonly goldCited: number | null
    /** Mean over the answered questions that are answerable, UTF-16 code units. */
    readonly meanLength: number | null
    readonly citations: number
    readonly invalidCitations: number
    readonly uncitedBlocks: number
    readonly support: number | null
  }
  readonly refusals: Refusals
  readonly calibration: Calibration
  readonly searchMs: Latency | null
  readonly answerMs: Latency | null
}

export function summarise(results: readonly QuestionResult[]): EvaluationSummary {
  const answerable = results.filter(result => result.answerable)
  const answered = results.filter(result => result.answered)
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const share = (values: readonly (boolean | null)[]) =>
    mean(values.filter(value => value !== null).map(Number))
  return {
    questions: results.length,
    ranking: rankingOf(results),
    answers: {
      answered: answered.length,
      contained: share(answerable.map(({ contained }) => contained)),
      containedInQuotes: share(answerable.map(({ containedInQuotes }) => containedInQuotes)),
      goldCited: share(answerable.map(({ goldCited }) => goldCited)),
      meanLength: mean(answered.filter(result => result.answerable).map(({ answerLength }) => answerLength)),
      citations: sum(answered.map(({ citations }) => citations)),
      invalidCitations: sum(answered.map(({ invalidCitations }) => invalidCitations)),
      uncitedBlocks: sum(answered.map(({ uncitedBlocks }) => uncitedBlocks)),
      support: mean(answered.map(({ support }) => support).filter(support => support !== null)),
    },
    refusals: refusalsOf(results),
    calibration: calibrationOf(answered.flatMap(judge)),
    searchMs: latencyOf(results.filter(({ ranking }) => ranking !== null).map(({ searchMs }) => searchMs)),
    answerMs: latencyOf(results.map(({ answerMs }) => answerMs)),
  }
}

function rankingOf(results: readonly QuestionResult[]): EvaluationSummary['ranking'] {
  const scores = results.map(({ ranking }) => ranking).filter(ranking => ranking !== null)
  const meanOf = (name: keyof RankingScores) => mean(scores.map(score => score[name]))
  const ndcgAt10 = meanOf('ndcgAt10')
  if (ndcgAt10 === null) return null
  return {
    judged: scores.length,
    ndcgAt10,
    recallAt1: meanOf('recallAt1') ?? 0,
    recallAt3: meanOf('recallAt3') ?? 0,
    recallAt10: meanOf('recallAt10') ?? 0,
    mrrAt10: meanOf('mrrAt10') ?? 0,
  }
}

/** An answer to what the archive does not hold is wrong; without gold answers nothing is known. */
function judge({ answerable, contained, confidence }: QuestionResult): JudgedAnswer[] {
  if (!answerable) return [{ confidence, right: false }]
  return contained === null ? [] : [{ confidence, right: contained }]
}
