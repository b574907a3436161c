import type { QuestionResult } from '../../../answer/evaluate/question-result.js'

const PERFECT = { ndcgAt10: 1, recallAt1: 1, recallAt3: 1, recallAt10: 1, mrrAt10: 1 }

/** A question that was answered rightly, but for what is given. */
export function result(id: string, change: Partial<QuestionResult> = {}): QuestionResult {
  return {
    id,
    text: `question ${id}`,
    answerable: true,
    ranking: PERFECT,
    answered: true,
    confidence: 0.8,
    contained: true,
    containedInQuotes: true,
    goldCited: true,
    answerLength: 30,
    citations: 1,
    invalidCitations: 0,
    uncitedBlocks: 0,
    support: 1,
    searchMs: 5,
    answerMs: 10,
    answerId: null,
    ...change,
  }
}
