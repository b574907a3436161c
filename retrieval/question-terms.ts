import { createExpressionMatcher } from '../core/text/expression-matcher.js'
import { createTermMatcher, type TermMatcher } from '../core/text/term-matcher.js'
import type { IndexTerm, TermStatistics } from '../store/archive.js'
import { termWeights } from './gather.js'

/** The terms of a question, as texts are measured against it. */
export interface QuestionTerms {
  /** What each term (word, part of one, or bigram) counts by its rarity; interrogatives are not among them. */
  readonly weights: ReadonlyMap<string, number>
  /** Finds the terms of `weights` in a text; an expression that stands for some of them counts as those. */
  readonly matcher: TermMatcher
}

/** Expressions with the terms of the question that they stand for. */
export type Aliases = ReadonlyMap<string, readonly string[]>

/** Weighs the terms of a question by their rarity in the searched collections. */
export function questionTerms(
  terms: readonly IndexTerm[],
  statistics: TermStatistics,
  aliases: Aliases = new Map(),
): QuestionTerms {
  const termWeight = termWeights(terms, statistics)
  const weights = new Map<string, number>()
  for (const [index, term] of terms.entries()) {
    weights.set(term.text, (weights.get(term.text) ?? 0) + (termWeight[index] ?? 0))
  }
  return { weights, matcher: withAliases(createTermMatcher(weights.keys()), aliases) }
}

/** The same matcher, which takes expressions for the terms that they stand for. */
export function withAliases(matcher: TermMatcher, aliases: Aliases): TermMatcher {
  if (aliases.size === 0) return matcher
  const expressions = createExpressionMatcher(aliases.keys())
  return {
    match(text) {
      const stands = expressions.match(text).flatMap(({ expression, start, end }) => {
        return (aliases.get(expression) ?? []).map(term => ({ term, start, end }))
      })
      if (stands.length === 0) return matcher.match(text)
      return [...matcher.match(text), ...stands].sort((one, other) => one.start - other.start)
    },
  }
}
