import { AppError } from '../core/errors.js'
import type { Tokeniser } from '../core/text/tokenise.js'
import type { RetrievalFilter } from '../core/types.js'
import type { Embedder } from '../embeddings/embedder.js'
import type { Archive, IndexTerm, KeywordResult, PassageScore, TermStatistics } from '../store/archive.js'
import { fuse, type FusedPassage } from './fuse.js'
import { highlight } from './highlight.js'
import { holdsPhrases, parseQuery, type Query } from './query.js'
import type { Hit, Interpretation, Retriever, SearchMode, SearchRequest, SearchResult } from './search.js'

export interface RetrieverParts {
  readonly archive: Archive
  readonly embedder: Embedder
  readonly tokeniser: Tokeniser
}

/** How many passages each arm hands to the fusion; a search for more asks for more. */
const KEYWORD_DEPTH = 100
const VECTOR_DEPTH = 60
/** Share of the vector arm: chosen on the training pairs, checked on every evaluation set (docs/benchmarks.md). */
export const VECTOR_SHARE = 0.3
/** A query word that more than this share of the passages holds is not worth marking. */
const MAX_MARKED_SHARE = 0.2

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
      const ranked = await rank(parts, plan, signal)
      const matching = ranked.filter(({ passage }) =>
        holdsPhrases(plan.query.phrases, [passage.text, passage.title]),
      )
      const shown = matching.slice(0, plan.limit)
      return {
        hits: await toHits(parts, plan, shown),
        interpreted: interpretation(plan),
      } satisfies SearchResult
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

/** Both arms side by side, then the fusion. */
async function rank(parts: RetrieverParts, plan: Plan, signal?: AbortSignal): Promise<FusedPassage[]> {
  const nothing: KeywordResult = { passages: [], documents: [] }
  const [keyword, { vector, queryVector }] = await Promise.all([
    plan.mode === 'vector' ? nothing : keywordArm(parts, plan),
    plan.mode === 'keyword' ? { vector: [], queryVector: undefined } : vectorArm(parts, plan, signal),
  ])
  signal?.throwIfAborted()
  const named = new Set(vector.map(hit => hit.passageId))
  const unscored = keyword.passages.map(hit => hit.passageId).filter(id => !named.has(id))
  const [passages, similarities] = await Promise.all([
    parts.archive.passages([...named, ...unscored]),
    similaritiesOf(parts.archive, queryVector, unscored),
  ])
  const vectorShare = { hybrid: vector.length === 0 ? 0 : VECTOR_SHARE, keyword: 0, vector: 1 }[plan.mode]
  const maxPerDocument = Math.max(3, Math.ceil(plan.limit / 10))
  return fuse({ keyword, vector, similarities, passages }, { vectorShare, maxPerDocument })
}

function keywordArm({ archive }: RetrieverParts, plan: Plan): Promise<KeywordResult> {
  const { collections, filter, query } = plan
  return archive.searchKeyword({
    collections,
    filter,
    terms: query.terms,
    limit: Math.max(KEYWORD_DEPTH, plan.limit),
  })
}

async function vectorArm(
  { archive, embedder }: RetrieverParts,
  { query, collections, filter, limit }: Plan,
  signal?: AbortSignal,
): Promise<{ vector: PassageScore[]; queryVector: Float32Array | undefined }> {
  const [queryVector] = await embedder.embed([query.text], 'query', signal)
  if (queryVector === undefined) return { vector: [], queryVector }
  const depth = Math.max(VECTOR_DEPTH, limit)
  const vector = await archive.searchVector({ collections, filter, vector: queryVector, limit: depth })
  return { vector, queryVector }
}

async function similaritiesOf(
  archive: Archive,
  queryVector: Float32Array | undefined,
  ids: readonly number[],
): Promise<Map<number, number>> {
  if (queryVector === undefined || ids.length === 0) return new Map()
  const vectors = await archive.vectors(ids)
  return new Map([...vectors].map(([id, vector]) => [id, dot(queryVector, vector)]))
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0)
  return sum
}

async function toHits(parts: RetrieverParts, plan: Plan, ranked: readonly FusedPassage[]): Promise<Hit[]> {
  if (ranked.length === 0) return []
  const words = plan.query.terms.filter(term => term.field === 'words')
  const statistics = await parts.archive.termStatistics(plan.collections, words)
  const wanted = termsWorthMarking(words, statistics)
  return ranked.map(({ passage, score, keyword, vector, similarity }) => ({
    passage,
    score,
    scores: { keyword, vector },
    similarity,
    highlights: highlight(passage, parts.tokeniser.tokenise(passage.text), wanted),
  }))
}

function termsWorthMarking(terms: readonly IndexTerm[], statistics: TermStatistics): Set<string> {
  const limit = Math.max(5, statistics.passages * MAX_MARKED_SHARE)
  const rare = terms.filter((_, index) => (statistics.passageFrequency[index] ?? 0) <= limit)
  return new Set(rare.map(term => term.text))
}

function interpretation({ query, filter }: Plan): Interpretation {
  return {
    ...(query.phrases.length > 0 && { phrases: query.phrases }),
    ...(filter?.publishedAfter !== undefined && { publishedAfter: filter.publishedAfter }),
    ...(filter?.publishedBefore !== undefined && { publishedBefore: filter.publishedBefore }),
  }
}
