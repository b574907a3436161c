import { fold } from '../core/text/fold.js'
import { createTermMatcher } from '../core/text/term-matcher.js'
import type { Token } from '../core/text/tokenise.js'
import type { Passage } from '../core/types.js'
import type { Archive } from '../store/archive.js'

/** A word of the question that no passage holds, and the term that is looked for in its place. */
export interface Correction {
  /** As written. */
  readonly from: string
  /** As the index holds it. */
  readonly term: string
}

const LATIN_WORD = /^[a-z]+$/
/** A shorter word has too many neighbours that are words of their own. */
const MIN_LETTERS = 5
/** From here on, without its ending, two edits are taken for a typo. */
const MIN_LETTERS_OF_TWO_EDITS = 8
/** Words of one question that are looked at. */
const MAX_WORDS = 8

/**
 * Finds words of Latin letters that are likely misspelt: no passage holds them, and some passage holds a word that
 * is nearly the same. Codes, numbers and what is in quotes are taken as they are, and so are the operator's words.
 * @param exact expressions to be left alone
 */
export async function findCorrections(
  { text, tokens }: { text: string; tokens: readonly Token[] },
  exact: readonly string[],
  { archive, collections }: { archive: Pick<Archive, 'nearestTerms'>; collections: readonly string[] },
): Promise<Correction[]> {
  const known = exact.map(expression => fold(expression).text)
  const words = new Map<string, { from: string; maxEdits: number }>()
  for (const { term, kind, start, end } of tokens) {
    if (kind !== 'word' || term.length < MIN_LETTERS) continue
    const from = text.slice(start, end)
    const spelt = fold(from).text
    if (!LATIN_WORD.test(spelt) || known.some(expression => expression.includes(spelt))) continue
    words.set(term, { from, maxEdits: term.length >= MIN_LETTERS_OF_TWO_EDITS ? 2 : 1 })
  }
  const asked = [...words].slice(0, MAX_WORDS)
  if (asked.length === 0) return []
  const nearest = await archive.nearestTerms(
    collections,
    asked.map(([text, { maxEdits }]) => ({ text, maxEdits })),
  )
  return asked.flatMap(([, { from }], index) => {
    const term = nearest[index]
    return term === undefined ? [] : [{ from, term }]
  })
}

/** The tokens with the terms that are looked for in the place of misspelt ones. */
export function correctTokens(
  { text, tokens }: { text: string; tokens: readonly Token[] },
  corrections: readonly Correction[],
): readonly Token[] {
  if (corrections.length === 0) return tokens
  const terms = new Map(corrections.map(({ from, term }) => [from, term]))
  return tokens.map(token => ({
    ...token,
    term: terms.get(text.slice(token.start, token.end)) ?? token.term,
  }))
}

/** What was found instead, as the passages spell it; corrections that none of them holds are left out. */
export function spellCorrections(
  corrections: readonly Correction[],
  passages: readonly Passage[],
): { from: string; to: string }[] {
  return corrections.flatMap(({ from, term }) => {
    const matcher = createTermMatcher([term])
    for (const { title, text } of passages) {
      for (const shown of [text, title]) {
        const [match] = matcher.match(shown)
        if (match !== undefined) return [{ from, to: shown.slice(match.start, match.end).toLowerCase() }]
      }
    }
    return []
  })
}
