import { AppError } from '../core/errors.js'
import { createTermMatcher, type TermMatcher } from '../core/text/term-matcher.js'
import type { Tokeniser } from '../core/text/tokenise.js'
import type { RetrievalFilter } from '../core/types.js'
import type { Embedder } from '../embeddings/embedder.js'
import type { Archive, IndexTerm, TermStatistics } from '../store/archive.js'
import { fuse, type FusedPassage } from './fuse.js'
import { gather } from './gather.js'
import { highlight } from './highlight.js'
import { holdsPhrases, parseQuery, type Query } from './query.js'
import { RANK_WEIGHTS } from './rank-model.js'
import type { Hit, Interpretation, Retriever, SearchMode, SearchRequest } from './search.js'

export interface RetrieverParts {
  readonly archive: Archive
  readonly embedder: Embedder
  readonly tokeniser: Tokeniser
}

/** A query word that more than this share of the passages holds is not worth marking. */
const MAX_MARKED_SHARE = 0.2
/** Most passages of one document among ten results, so that no source crowds out the rest. */
const MAX_PER_DOCUMENT = 3

interface Plan {
  readonly query: Query
  readonly collections: readonly string[]
  readonly filter: RetrievalFilter | undefined
  readonly mode: SearchMode
  readonly limit: number
}

export function createRetriever(parts: RetrieverParts): Retriever {
  return {
    async search(request, signal) {
      const plan = await makePlan(parts, request)
      const { query, mode, limit } = plan
      const { evidence, statistics } = await gather(
        parts,
        { ...plan, text: query.text, terms: query.terms },
        signal,
      )
      const maxPerDocument = Math.max(MAX_PER_DOCUMENT, Math.ceil(limit / 10))
      const shown = fuse(evidence, RANK_WEIGHTS[mode], maxPerDocument)
        .filter(({ passage }) => holdsPhrases(query.phrases, [passage.text, passage.title]))
        .slice(0, limit)
      const wanted = createTermMatcher(termsWorthMarking(query.terms, statistics))
      return {
        hits: shown.map(found => toHit(found, wanted)),
        interpreted: interpretation(plan),
      }
    },
  }
}

async function makePlan({ archive, tokeniser }: RetrieverParts, request: SearchRequest): Promise<Plan> {
  const query = parseQuery(request.query, tokeniser)
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
    collections,
    filter: request.filters,
    mode: request.mode ?? 'hybrid',
    limit: request.limit ?? 10,
  }
}

function toHit(found: FusedPassage, wanted: TermMatcher): Hit {
  const { passage, score, keyword, similarity, probability } = found
  return {
    passage,
    score,
    scores: { keyword, vector: similarity === null ? null : Math.min(1, Math.max(0, similarity)) },
    similarity,
    probability,
    highlights: highlight(passage, wanted),
  }
}

function termsWorthMarking(terms: readonly IndexTerm[], statistics: TermStatistics): string[] {
  const limit = Math.max(5, statistics.passages * MAX_MARKED_SHARE)
  const rare = terms.filter(
    ({ field }, index) => field === 'words' && (statistics.passageFrequency[index] ?? 0) <= limit,
  )
  return rare.map(term => term.text)
}

function interpretation({ query, filter }: Plan): Interpretation {
  return {
    ...(query.phrases.length > 0 && { phrases: query.phrases }),
    ...(filter?.publishedAfter !== undefined && { publishedAfter: filter.publishedAfter }),
    ...(filter?.publishedBefore !== undefined && { publishedBefore: filter.publishedBefore }),
  }
}
