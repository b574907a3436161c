import type { QuestionTerms } from '../retrieval/question-terms.js'
import { expectedAnswer } from './question.js'
import type { QuestionProfile } from './read-sentences.js'

/** @param terms of the question, as it was searched for */
export function profileQuestion(text: string, terms: QuestionTerms): QuestionProfile {
  return { text, expected: expectedAnswer(text), ...terms }
}
