import { createTermMatcher } from '../core/text/term-matcher.js'
import type { Tokeniser } from '../core/text/tokenise.js'
import { termWeights } from '../retrieval/gather.js'
import { namingTokens } from '../retrieval/interrogatives.js'
import { indexTermsOf } from '../retrieval/query.js'
import type { Archive } from '../store/archive.js'
import { expectedAnswer } from './question.js'
import type { QuestionProfile } from './read-sentences.js'

/** Weighs the question's terms by their rarity in the collections. */
export async function profileQuestion(
  text: string,
  collections: readonly string[],
  { archive, tokeniser }: { archive: Archive; tokeniser: Tokeniser },
): Promise<QuestionProfile> {
  const terms = indexTermsOf(namingTokens(tokeniser.tokenise(text)))
  const termWeight = termWeights(terms, await archive.termStatistics(collections, terms))
  const weights = new Map<string, number>()
  for (const [index, term] of terms.entries()) {
    weights.set(term.text, (weights.get(term.text) ?? 0) + (termWeight[index] ?? 0))
  }
  return { text, expected: expectedAnswer(text), weights, matcher: createTermMatcher(weights.keys()) }
}
