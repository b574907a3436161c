import { performance } from 'node:perf_hooks'
import type { Clock } from '../core/clock.js'
import { AppError } from '../core/errors.js'
import { createTermMatcher, type TermMatcher } from '../core/text/term-matcher.js'
import type { Tokeniser } from '../core/text/tokenise.js'
import type { Embedder } from '../embeddings/embedder.js'
import type { Archive, IndexTerm, TermStatistics } from '../store/archive.js'
import { documentKey, fuse, type Evidence, type FusedPassage } from './fuse.js'
import { gather } from './gather.js'
import { highlight } from './highlight.js'
import { localDay, type Day } from './interpret/calendar.js'
import { interpret, type Reading } from './interpret/interpret.js'
import { limitPublication, type PublishedLimits } from './interpret/published-filter.js'
import { prefer } from './prefer.js'
import { parseQuery, type Query } from './query.js'
import { RANK_WEIGHTS } from './rank-model.js'
import { preferCurrent } from './supersede.js'
import { thin } from './thin.js'
import type { Hit, Interpretation, Retriever, SearchMode, SearchRequest, TracedTerm } from './search.js'

export interface RetrieverParts {
  readonly archive: Archive
  readonly embedder: Embedder
  readonly tokeniser: Tokeniser
  /** What "last week" is counted from. */
  readonly clock: Clock
}

/** A query word that more than this share of the passages holds is not worth marking. */
const MAX_MARKED_SHARE = 0.2
/** Most passages of one document among ten results, so that no source crowds out the rest. */
const MAX_PER_DOCUMENT = 3

interface Plan extends PublishedLimits {
  readonly query: Query
  readonly reading: Reading
  readonly today: Day
  readonly collections: readonly string[]
  readonly mode: SearchMode
  readonly limit: number
}

export function createRetriever(parts: RetrieverParts): Retriever {
  return {
    async search(request, signal) {
      const startedAt = performance.now()
      const plan = await makePlan(parts, request)
      const plannedAt = performance.now()
      const { query } = plan
      const { evidence, statistics, armsMs } = await gather(
        parts,
        { ...plan, text: query.text, terms: query.terms },
        signal,
      )
      const { shown, heldPhrases } = rank(plan, evidence)
      const wanted = createTermMatcher(termsWorthMarking(query.terms, statistics))
      const hits = shown.map(found => toHit(found, wanted))
      const fuse = performance.now() - plannedAt - Math.max(armsMs.keyword, armsMs.vector)
      return {
        hits,
        interpreted: interpretation(plan, heldPhrases),
        trace: {
          terms: traceTerms(query.terms, statistics),
          timings: { interpret: plannedAt - startedAt, ...armsMs, fuse },
        },
      }
    },
  }
}

function rank(plan: Plan, evidence: Evidence) {
  const { query, reading, mode, limit, preferred, today } = plan
  const { found, heldPhrases } = prefer(fuse(evidence, RANK_WEIGHTS[mode], Infinity), {
    ...reading,
    published: preferred,
  })
  // Who asks for exact words or for a time that is over gets those, not the newest.
  const asksForNow = heldPhrases.length === 0 && (reading.published?.range.until ?? '9999') > today
  const current = asksForNow ? preferCurrent(found, query.text) : found
  const maxPerDocument = Math.max(MAX_PER_DOCUMENT, Math.ceil(limit / 10))
  return { shown: limitPerDocument(thin(current), maxPerDocument).slice(0, limit), heldPhrases }
}

async function makePlan(
  { archive, tokeniser, clock }: RetrieverParts,
  request: SearchRequest,
): Promise<Plan> {
  const today = localDay(clock.now())
  const reading = interpret(request.query, today)
  const query = parseQuery(reading.subject, tokeniser)
  const existing = new Set((await archive.collections()).map(collection => collection.id))
  const collections = [...new Set(request.collections ?? existing)]
  const missing = collections.find(collection => !existing.has(collection))
  if (missing !== undefined) {
    throw new AppError(
      'collection_not_found',
      `There is no collection ${missing}. GET /v1/collections lists them.`,
    )
  }
  return {
    query,
    reading,
    today,
    collections,
    ...limitPublication(request.filters, reading.published),
    mode: request.mode ?? 'hybrid',
    limit: request.limit ?? 10,
  }
}

function toHit(found: FusedPassage, wanted: TermMatcher): Hit {
  const { passage, score, keyword, similarity, probability, features } = found
  return {
    passage,
    score,
    scores: { keyword: asShare(keyword), vector: asShare(similarity) },
    highlights: highlight(passage, wanted),
    evidence: { document: features.document, passage: features.passage, similarity, probability },
  }
}

/** A best score divided by itself may come out above 1 by a rounding error. */
function asShare(value: number | null): number | null {
  return value === null ? null : Math.min(1, Math.max(0, value))
}

function traceTerms(terms: readonly IndexTerm[], { passageFrequency }: TermStatistics): TracedTerm[] {
  return terms.map((term, index) => ({ ...term, passages: passageFrequency[index] ?? 0 }))
}

function termsWorthMarking(terms: readonly IndexTerm[], statistics: TermStatistics): string[] {
  const limit = Math.max(5, statistics.passages * MAX_MARKED_SHARE)
  const rare = terms.filter(
    ({ field }, index) => field === 'words' && (statistics.passageFrequency[index] ?? 0) <= limit,
  )
  return rare.map(term => term.text)
}

function interpretation(
  { reading, filter, preferred }: Plan,
  heldPhrases: readonly string[],
): Interpretation {
  const publishedAfter = preferred?.from ?? filter?.publishedAfter
  const publishedBefore = preferred?.until ?? filter?.publishedBefore
  const isBounded = publishedAfter !== undefined || publishedBefore !== undefined
  return {
    subject: reading.subject,
    ...(publishedAfter !== undefined && { publishedAfter }),
    ...(publishedBefore !== undefined && { publishedBefore }),
    ...(isBounded && { timeEffect: preferred === undefined ? 'filter' : 'boost' }),
    ...(reading.phrases.length > 0 && { phrases: heldPhrases }),
  }
}

/** The first few passages of each document, so that no source crowds out the rest. */
function limitPerDocument(found: readonly FusedPassage[], most: number): FusedPassage[] {
  const taken = new Map<string, number>()
  return found.filter(({ passage }) => {
    const count = (taken.get(documentKey(passage)) ?? 0) + 1
    taken.set(documentKey(passage), count)
    return count <= most
  })
}
