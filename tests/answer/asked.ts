import { expectedAnswer } from '../../answer/question.js'
import type { QuestionProfile } from '../../answer/read-sentences.js'
import { createTermMatcher } from '../../core/text/term-matcher.js'

/** A question with the weights of its terms as they are given, not as an archive would weigh them. */
export function asked(text: string, weights: Readonly<Record<string, number>>): QuestionProfile {
  const byTerm = new Map(Object.entries(weights))
  return {
    text,
    expected: expectedAnswer(text),
    weights: byTerm,
    matcher: createTermMatcher(byTerm.keys()),
  }
}
