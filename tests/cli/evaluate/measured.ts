import { compareRuns } from '../../../answer/evaluate/compare.js'
import type { QuestionResult } from '../../../answer/evaluate/question-result.js'
import { summarise } from '../../../answer/evaluate/summarise.js'
import type { Evaluation } from '../../../cli/evaluate/evaluation.js'
import type { MeasuredQuestion } from '../../../cli/evaluate/run-questions.js'
import { evaluationSummaryToWire, resultToWire } from '../../../server/shapes/evaluation-wire.js'
import { ANSWER_EXAMPLE } from '../../../server/routes/examples.js'
import { result } from '../../answer/evaluate/result.js'

/** A question with an invented answer, every word of which is `words`. */
export function measured(
  id: string,
  change: Partial<QuestionResult> = {},
  words = '周一闭馆',
): MeasuredQuestion {
  const blocks = ANSWER_EXAMPLE.blocks.map(block => ({
    ...block,
    text: words,
    citations: block.citations.map(citation => ({ ...citation, quote: words, title: words })),
  }))
  const asked = result(id, { text: words, ...change })
  return {
    question: { id, text: words, gold: [words], answers: [words, 4], answerable: asked.answerable },
    result: asked,
    answer: { ...ANSWER_EXAMPLE, answered: asked.answered, blocks: asked.answered ? blocks : [] },
  }
}

export function evaluationOf(
  questions: readonly MeasuredQuestion[],
  before?: readonly QuestionResult[],
  name = '夜间评测',
): Evaluation {
  const results = questions.map(question => question.result)
  const sumsOf = (of: readonly QuestionResult[]) =>
    evaluationSummaryToWire(summarise(of), { mode: 'auto', concurrency: 1 })
  const head = { id: 'eval_1', created_at: '2026-01-01T00:00:00Z', name, collections: null }
  return {
    id: 'eval_2',
    name,
    createdAt: '2026-01-02T00:00:00Z',
    collections: ['default'],
    summary: sumsOf(results),
    measured: questions,
    missingGold: [],
    compared:
      before === undefined
        ? null
        : {
            before: { ...head, summary: sumsOf(before), questions: before.map(resultToWire) },
            comparison: compareRuns(before, results),
          },
  }
}
