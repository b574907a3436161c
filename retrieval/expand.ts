import { longestMatches, type ExpressionMatch } from '../core/text/expression-matcher.js'
import type { Span } from '../core/types.js'
import type { Lexicon } from './lexicon.js'

/** The question in other words of the same meaning. */
export interface Rewording {
  readonly text: string
  /** Those whose synonyms allow it. */
  readonly collections: readonly string[]
}

/** Expressions that stand for a part of the question. */
export interface Synonym extends Span {
  readonly from: string
  readonly to: readonly string[]
}

export interface Expansion {
  readonly rewordings: readonly Rewording[]
  readonly synonyms: readonly Synonym[]
  /** Words of the operator's list, as written there. */
  readonly words: readonly (Span & { readonly word: string })[]
}

/** Each is one more search by keyword, of a millisecond or two. */
const MAX_REWORDINGS = 6

/**
 * What the lists of the collections say about a question. A rewording has one expression replaced wherever it
 * stands: the words around it stay, so what it finds is found by the whole question.
 * @param lexicons by collection
 */
export function expand(question: string, lexicons: ReadonlyMap<string, Lexicon>): Expansion {
  const rewordings = new Map<string, string[]>()
  const synonyms = new Map<string, Synonym>()
  const words = new Map<string, Span & { word: string }>()
  for (const [collection, lexicon] of lexicons) {
    const found = longestMatches(lexicon.synonyms.match(question))
    let reworded = 0
    for (const { expression, start, end } of found) {
      const others = lexicon.alternatives.get(expression) ?? []
      const known = synonyms.get(expression)
      const to = [...new Set([...(known?.to ?? []), ...others])]
      synonyms.set(expression, { from: question.slice(start, end), to, start, end })
      for (const other of others) {
        // Before the text is made: a long question and long lists must not hold the event loop.
        if (++reworded > MAX_REWORDINGS) break
        const text = replaced(question, found, { expression, other })
        const collections = rewordings.get(text) ?? []
        if (!collections.includes(collection)) rewordings.set(text, [...collections, collection])
      }
    }
    for (const { expression, start, end } of longestMatches(lexicon.words.match(question)))
      words.set(expression, { word: expression, start, end })
  }
  return {
    rewordings: Array.from(rewordings, ([text, collections]) => ({ text, collections })).slice(
      0,
      MAX_REWORDINGS,
    ),
    synonyms: [...synonyms.values()],
    words: [...words.values()],
  }
}

function replaced(
  question: string,
  matches: readonly ExpressionMatch[],
  { expression, other }: { expression: string; other: string },
): string {
  let text = ''
  let at = 0
  for (const match of matches) {
    if (match.expression !== expression) continue
    text += question.slice(at, match.start) + other
    at = match.end
  }
  return text + question.slice(at)
}
