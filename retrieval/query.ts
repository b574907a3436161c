import { AppError } from '../core/errors.js'
import { normaliseText } from '../core/text/normalise.js'
import type { Token, Tokeniser } from '../core/text/tokenise.js'
import { namingTokens } from './interrogatives.js'
import type { IndexTerm } from '../store/archive.js'

/** A query taken apart. */
export interface Query {
  readonly text: string
  readonly tokens: readonly Token[]
  /** Distinct, as the keyword index holds them. */
  readonly terms: readonly IndexTerm[]
}

/** @throws {AppError} `empty_question` when there is no letter or digit in it */
export function parseQuery(raw: string, tokeniser: Tokeniser): Query {
  const text = normaliseText(raw).trim()
  const tokens = tokeniser.tokenise(text)
  if (tokens.length === 0) {
    throw new AppError(
      'empty_question',
      'The question holds no letter or digit. Write what you want to know.',
    )
  }
  return { text, tokens, terms: indexTermsOf(namingTokens(tokens)) }
}

/** The distinct index terms of tokens, in the order of first occurrence. */
export function indexTermsOf(tokens: readonly Token[]): IndexTerm[] {
  const terms = new Map<string, IndexTerm>()
  for (const { kind, term } of tokens) {
    const field = kind === 'bigram' ? 'bigrams' : 'words'
    terms.set(termKey({ field, text: term }), { field, text: term })
  }
  return [...terms.values()]
}

/** One string for a term of a column, for maps and sets. */
export const termKey = ({ field, text }: IndexTerm) => `${field === 'bigrams' ? 'b' : 'w'}:${text}`
