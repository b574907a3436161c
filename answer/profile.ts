import type { Tokeniser } from '../core/text/tokenise.js'
import { indexTermsOf, termKey } from '../retrieval/query.js'
import { namingTokens } from '../retrieval/interrogatives.js'
import type { Archive } from '../store/archive.js'
import { answerTypeOf } from './question.js'
import { tokenWeight, type QuestionProfile } from './rank-sentences.js'

/**
 * Weighs the question's terms by their rarity in the collections (the probabilistic inverse document
 * frequency of BM25, Robertson and Spärck Jones, with the usual +1 that keeps it positive).
 */
export async function profileQuestion(
  text: string,
  collections: readonly string[],
  { archive, tokeniser }: { archive: Archive; tokeniser: Tokeniser },
): Promise<QuestionProfile> {
  const tokens = namingTokens(tokeniser.tokenise(text))
  const terms = indexTermsOf(tokens)
  const { passages, passageFrequency } = await archive.termStatistics(collections, terms)
  const rarity = new Map(
    terms.map((term, index) => {
      const frequency = passageFrequency[index] ?? 0
      return [termKey(term), Math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))] as const
    }),
  )
  const weights = new Map<string, number>()
  for (const token of tokens) {
    const key = termKey({ field: token.kind === 'bigram' ? 'bigrams' : 'words', text: token.term })
    weights.set(key, Math.max(weights.get(key) ?? 0, tokenWeight(token, rarity.get(key) ?? 0)))
  }
  return { text, type: answerTypeOf(text), weights }
}
