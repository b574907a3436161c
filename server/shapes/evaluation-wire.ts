import type { QuestionResult } from '../../answer/evaluate/question-result.js'
import type { RankingScores } from '../../answer/evaluate/ranking.js'
import type { EvaluationSummary } from '../../answer/evaluate/summarise.js'
import type { Wire } from './response-schemas.js'

/** Names of measured runs, between the wire and the rooms; see wire.ts. */

export function resultFromWire(question: Wire<'EvaluatedQuestion'>): QuestionResult {
  const { ranking } = question
  // Field by field: a run has thousands of them, and spreading is slow.
  return {
    id: question.id,
    text: question.text,
    answerable: question.answerable,
    answered: question.answered,
    confidence: question.confidence,
    contained: question.contained,
    citations: question.citations,
    support: question.support,
    ranking: ranking && {
      ndcgAt10: ranking.ndcg_at_10,
      recallAt1: ranking.recall_at_1,
      recallAt3: ranking.recall_at_3,
      recallAt10: ranking.recall_at_10,
      mrrAt10: ranking.mrr_at_10,
    },
    containedInQuotes: question.contained_in_quotes,
    goldCited: question.gold_cited,
    answerLength: question.answer_length,
    invalidCitations: question.invalid_citations,
    uncitedBlocks: question.uncited_blocks,
    searchMs: question.search_ms,
    answerMs: question.answer_ms,
    answerId: question.answer_id,
  }
}

export function resultToWire(result: QuestionResult): Wire<'EvaluatedQuestion'> {
  const { id, text, answerable, answered, confidence, contained, citations, support } = result
  return {
    ...{ id, text, answerable, answered, confidence, contained, citations, support },
    ranking: result.ranking && rankingToWire(result.ranking),
    contained_in_quotes: result.containedInQuotes,
    gold_cited: result.goldCited,
    answer_length: result.answerLength,
    invalid_citations: result.invalidCitations,
    uncited_blocks: result.uncitedBlocks,
    search_ms: result.searchMs,
    answer_ms: result.answerMs,
    answer_id: result.answerId,
  }
}

function rankingToWire(scores: RankingScores) {
  return {
    ndcg_at_10: scores.ndcgAt10,
    recall_at_1: scores.recallAt1,
    recall_at_3: scores.recallAt3,
    recall_at_10: scores.recallAt10,
    mrr_at_10: scores.mrrAt10,
  }
}

type WireSummary = Wire<'EvaluationHead'>['summary']

export function evaluationSummaryToWire(
  { questions, ranking, answers, refusals, calibration, searchMs, answerMs }: EvaluationSummary,
  conditions: Pick<WireSummary, 'mode' | 'concurrency'>,
): WireSummary {
  return {
    mode: conditions.mode,
    concurrency: conditions.concurrency,
    questions,
    ranking: ranking && { judged: ranking.judged, ...rankingToWire(ranking) },
    answers: {
      answered: answers.answered,
      contained: answers.contained,
      contained_in_quotes: answers.containedInQuotes,
      gold_cited: answers.goldCited,
      mean_length: answers.meanLength,
      citations: answers.citations,
      invalid_citations: answers.invalidCitations,
      uncited_blocks: answers.uncitedBlocks,
      support: answers.support,
    },
    refusals: {
      answerable: refusals.answerable,
      wrongly_refused: refusals.wronglyRefused,
      unanswerable: refusals.unanswerable,
      rightly_refused: refusals.rightlyRefused,
    },
    calibration: calibrationToWire(calibration),
    search_ms: searchMs,
    answer_ms: answerMs,
  }
}

function calibrationToWire({
  judged,
  bins,
  expectedCalibrationError,
  confident,
}: EvaluationSummary['calibration']): WireSummary['calibration'] {
  return {
    judged,
    bins: bins.map(({ from, to, count, meanConfidence, shareRight }) => ({
      from,
      to,
      count,
      mean_confidence: meanConfidence,
      share_right: shareRight,
    })),
    expected_calibration_error: expectedCalibrationError,
    confident: { count: confident.count, share_right: confident.shareRight },
  }
}
