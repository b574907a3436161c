import { AppError } from '../core/errors.js'
import type { CollectionInfo } from '../core/types.js'
import { correctTokens, findCorrections, type Correction } from './correct.js'
import { expand, type Expansion } from './expand.js'
import type { RewordedTerms } from './gather.js'
import { localDay, type Day } from './interpret/calendar.js'
import { interpret, type Reading } from './interpret/interpret.js'
import { limitPublication, type PublishedLimits } from './interpret/published-filter.js'
import { namingTokens } from './interrogatives.js'
import type { Lexicon, Lexicons } from './lexicon.js'
import { indexTermsOf, parseQuery, type Query } from './query.js'
import type { Aliases } from './question-terms.js'
import type { RetrieverParts } from './retriever.js'
import type { SearchMode, SearchRequest } from './search.js'

/** What is looked for, and where: a request after it was understood. */
export interface Plan extends PublishedLimits {
  /** Its terms are those of the corrected words. */
  readonly query: Query
  readonly reading: Reading
  readonly corrections: readonly Correction[]
  readonly expansion: Expansion
  readonly rewordings: readonly RewordedTerms[]
  readonly today: Day
  readonly searched: readonly CollectionInfo[]
  /** Of those searched that have settings, by id. */
  readonly lexicons: ReadonlyMap<string, Lexicon>
  readonly mode: SearchMode
  readonly limit: number
  readonly order: 'pinned' | 'merit'
}

/** @throws {AppError} `empty_question`, `collection_not_found` */
export async function makePlan(
  { archive, tokeniser, clock }: RetrieverParts,
  lexiconsOf: Lexicons,
  request: SearchRequest,
): Promise<Plan> {
  const today = localDay(clock.now())
  const reading = interpret(request.query, today)
  const asked = parseQuery(reading.subject, tokeniser)
  const searched = choose(await archive.collections(), request.collections)
  const lexicons = await lexiconsOf.ofAll(searched)
  const expansion = expand(asked.text, lexicons)
  const exact = [
    ...reading.phrases,
    ...expansion.words.map(({ word }) => word),
    ...expansion.synonyms.map(({ from }) => from),
  ]
  const collections = searched.map(({ id }) => id)
  const corrections = await findCorrections(asked, exact, { archive, collections })
  const query = corrections.length === 0 ? asked : corrected(asked, corrections)
  return {
    query,
    reading,
    corrections,
    expansion,
    rewordings: expansion.rewordings.map(({ text, collections }) => ({
      collections,
      terms: corrected(parseQuery(text, tokeniser), corrections).terms,
    })),
    today,
    searched,
    lexicons,
    ...limitPublication(request.filters, reading.published),
    mode: request.mode ?? 'hybrid',
    limit: request.limit ?? 10,
    order: request.order ?? 'pinned',
  }
}

function choose(
  existing: readonly CollectionInfo[],
  asked: readonly string[] | undefined,
): readonly CollectionInfo[] {
  if (asked === undefined) return existing
  return [...new Set(asked)].map(id => {
    const found = existing.find(collection => collection.id === id)
    if (found !== undefined) return found
    throw new AppError(
      'collection_not_found',
      `There is no collection ${id}. GET /v1/collections lists them.`,
    )
  })
}

function corrected(query: Query, corrections: readonly Correction[]): Query {
  const tokens = correctTokens(query, corrections)
  return { ...query, tokens, terms: indexTermsOf(namingTokens(tokens)) }
}

/** The expressions that stand for terms of the question: synonyms for what they replace, listed words for what they span. */
export function aliasesOf({ query, expansion }: Plan): Aliases {
  const aliases = new Map<string, string[]>()
  const within = ({ start, end }: { start: number; end: number }) => [
    ...new Set(
      query.tokens.filter(token => token.start >= start && token.end <= end).map(({ term }) => term),
    ),
  ]
  for (const { to, ...span } of expansion.synonyms)
    for (const expression of to)
      aliases.set(expression, [...(aliases.get(expression) ?? []), ...within(span)])
  for (const { word, ...span } of expansion.words) aliases.set(word, within(span))
  return aliases
}
