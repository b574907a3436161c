import type { Passage, RetrievalFilter, Span } from '../core/types.js'
import type { QuestionTerms } from './question-terms.js'
import type { IndexTerm } from '../store/archive.js'

export type SearchMode = 'hybrid' | 'keyword' | 'vector'

export interface SearchRequest {
  readonly query: string
  /** Default: every collection. */
  readonly collections?: readonly string[] | undefined
  /** 1-100, default 10. */
  readonly limit?: number | undefined
  /** Default `hybrid`. */
  readonly mode?: SearchMode | undefined
  readonly filters?: RetrievalFilter | undefined
  /** Default `pinned`: documents that an editor pinned come first where they are relevant. `merit`: they don't. */
  readonly order?: 'pinned' | 'merit' | undefined
}

/** What speaks for a retrieved passage, comparable across queries. */
export interface HitEvidence {
  /** BM25 of its whole document and of the passage, as shares of what the query's terms weigh; 0 when not found by words. */
  readonly document: number
  readonly passage: number
  /** Cosine similarity of query and passage, -1..1; null when there is no vector. */
  readonly similarity: number | null
  /** Probability that its document is the one asked for, given that one of those retrieved is; 0..1. */
  readonly probability: number
}

/** One retrieved passage, as it is shown. */
export interface ShownHit {
  readonly passage: Passage
  /** In 0..1, higher is better; comparable within one result only. */
  readonly score: number
  /** What each arm said of it, in 0..1; null where the arm did not retrieve it. */
  readonly scores: { readonly keyword: number | null; readonly vector: number | null }
  /** Matched words, in document offsets, ascending, not overlapping, inside the passage. */
  readonly highlights: readonly Span[]
}

export interface Hit extends ShownHit {
  readonly evidence: HitEvidence
}

/** What was read out of the query besides its words, together with the caller's bounds. */
export interface Interpretation {
  /** The query without the words that became a filter; absent when nothing was looked at. */
  readonly subject?: string
  /** Inclusive, RFC 3339. */
  readonly publishedAfter?: string
  /** Exclusive, RFC 3339. */
  readonly publishedBefore?: string
  /** What those bounds do: leave others out, or rank them a little lower. */
  readonly timeEffect?: 'filter' | 'boost'
  /** The quoted phrases that a result holds exactly; empty when none of those quoted was found. */
  readonly phrases?: readonly string[]
  /** Expressions that were looked for beside those of the query, from the synonyms of a collection. */
  readonly synonyms?: readonly { readonly from: string; readonly to: readonly string[] }[]
  /** Words of a collection's own list: what holds them whole is likelier. */
  readonly words?: readonly string[]
  /** Misspelt words of the query with those that were found in their place. */
  readonly corrections?: readonly { readonly from: string; readonly to: string }[]
}

export interface SearchResult {
  readonly hits: readonly Hit[]
  readonly interpreted: Interpretation
  /** Why the results are ranked without the reranker that their collection asks for. */
  readonly degraded?: Degradation | null
  /** What was searched for, and where: an answer reads the hits by it. */
  readonly asked: AskedQuestion
  /** How it went, for administrators. */
  readonly trace?: SearchTrace
}

export interface Degradation {
  readonly code: string
  readonly message: string
}

export interface AskedQuestion {
  readonly terms: QuestionTerms
  readonly collections: readonly SearchedCollection[]
}

export interface SearchedCollection {
  readonly id: string
  readonly passages: number
  /** Its own threshold for answers, 0..1; null: the service's holds. */
  readonly minConfidence: number | null
}

export interface SearchTrace {
  /** The query's terms, in its order. */
  readonly terms: readonly TracedTerm[]
  readonly timings: SearchTimings
}

/** A term of the query with the number of passages of the searched collections that hold it. */
export interface TracedTerm extends IndexTerm {
  readonly passages: number
}

/** Milliseconds. The arms, `keyword` and `vector`, run side by side; an arm that was not asked has 0. */
export interface SearchTimings {
  readonly interpret: number
  readonly keyword: number
  readonly vector: number
  readonly fuse: number
}

/** Question in, ranked passages out. Implemented by `createRetriever` in retriever.ts. */
export interface Retriever {
  /** @throws {AppError} `empty_question`, `collection_not_found` */
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>
}
