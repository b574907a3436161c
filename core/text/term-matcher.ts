import type { Span } from '../types.js'
import { fold } from './fold.js'
import { isHan, otherTokens, textRuns } from './tokenise.js'

/** Where a known term stands, in offsets of the text as given. */
export interface TermMatch extends Span {
  readonly term: string
}

/** Finds known terms in texts without segmenting them: linear in the text, many times faster than a tokeniser. */
export interface TermMatcher {
  /** Every occurrence, in the order of the text; occurrences may overlap. */
  match(text: string): TermMatch[]
}

/**
 * @param terms as a tokeniser gives them: folded, stemmed. A Han term matches wherever its characters stand,
 * word boundary or not; any other term matches whole words, codes and their pieces.
 */
export function createTermMatcher(terms: Iterable<string>): TermMatcher {
  const others = new Set<string>()
  const hanByFirst = new Map<string, string[]>()
  for (const term of new Set(terms)) {
    const [first] = term
    if (first === undefined) continue
    if (!isHan(term)) others.add(term)
    else hanByFirst.set(first, [...(hanByFirst.get(first) ?? []), term])
  }
  return {
    match(text) {
      const folded = fold(text)
      const matches: TermMatch[] = []
      for (const { run, offset } of textRuns(folded.text)) {
        const found = isHan(run) ? hanMatches(run, hanByFirst) : otherMatches(run, others)
        for (const { term, start, end } of found) {
          const from = folded.originalOffset(offset + start)
          matches.push({ term, start: from, end: Math.max(folded.originalOffset(offset + end), from + 1) })
        }
      }
      return matches
    },
  }
}

function hanMatches(run: string, byFirst: ReadonlyMap<string, readonly string[]>): TermMatch[] {
  const matches: TermMatch[] = []
  let start = 0
  for (const character of run) {
    for (const term of byFirst.get(character) ?? []) {
      if (run.startsWith(term, start)) matches.push({ term, start, end: start + term.length })
    }
    start += character.length
  }
  return matches
}

function otherMatches(run: string, terms: ReadonlySet<string>): TermMatch[] {
  return terms.size === 0 ? [] : otherTokens(run).filter(({ term }) => terms.has(term))
}
