import { innerProduct } from '../core/inner-product.js'
import { timed } from '../core/timed.js'
import type { RetrievalFilter } from '../core/types.js'
import type { Embedder } from '../embeddings/embedder.js'
import type { Archive, IndexTerm, KeywordResult, PassageScore, TermStatistics } from '../store/archive.js'
import { documentKey, type Evidence } from './fuse.js'
import type { SearchMode } from './search.js'

export interface GatherPlan {
  readonly text: string
  readonly terms: readonly IndexTerm[]
  /** The same question in other words, where a collection's synonyms allow it. */
  readonly rewordings?: readonly RewordedTerms[] | undefined
  readonly collections: readonly string[]
  readonly filter: RetrievalFilter | undefined
  readonly mode: SearchMode
  /** Passages wanted in the end; each arm finds at least that many. */
  readonly limit: number
}

export interface RewordedTerms {
  readonly terms: readonly IndexTerm[]
  readonly collections: readonly string[]
}

export interface Gathered {
  readonly evidence: Evidence
  /** Passages that hold each of the terms. */
  readonly statistics: TermStatistics
  /** What each arm took, milliseconds. */
  readonly armsMs: { readonly keyword: number; readonly vector: number }
}

/** How many passages each arm hands on, at least. */
const KEYWORD_DEPTH = 100
const VECTOR_DEPTH = 60
/** What is found by other words of the same meaning counts so much of what the question's own would. */
const REWORDED_SHARE = 0.9
/** What a bigram counts beside a word: the keyword index weighs its columns so. */
const FIELD_WEIGHT = { words: 1, bigrams: 0.5 } as const

/** Asks both arms side by side and completes each one's findings with the other's view of them. */
export async function gather(
  { archive, embedder }: { archive: Archive; embedder: Embedder },
  plan: GatherPlan,
  signal?: AbortSignal,
): Promise<Gathered> {
  const { terms } = plan
  const [{ result: keywords, ms: keywordMs }, { result: vector, ms: vectorMs }] = await Promise.all([
    timed(async () => keywordArm(archive, plan)),
    timed(async () => (plan.mode === 'keyword' ? undefined : vectorArm(archive, embedder, plan, signal))),
  ])
  const { found: keyword, statistics } = keywords
  signal?.throwIfAborted()
  const similarities = new Map(vector?.hits.map(({ passageId, score }) => [passageId, score]))
  const unscored = keyword.passages.map(hit => hit.passageId).filter(id => !similarities.has(id))
  const [passages, vectors] = await Promise.all([
    archive.passages([...similarities.keys(), ...unscored]),
    vector === undefined || vector.hits.length === 0 ? [] : archive.vectors(unscored),
  ])
  if (vector !== undefined)
    for (const [id, other] of vectors) similarities.set(id, innerProduct(vector.query, other))
  return {
    evidence: { keyword, similarities, passages, queryWeight: queryWeight(terms, statistics) },
    statistics,
    armsMs: { keyword: keywordMs, vector: vectorMs },
  }
}

const NOTHING: KeywordResult = { passages: [], documents: [] }

/** The best of all collections together: each one gives as many as are wanted in all. */
async function keywordArm(
  archive: Archive,
  { collections, filter, terms, rewordings = [], mode, limit }: GatherPlan,
): Promise<{ found: KeywordResult; statistics: TermStatistics }> {
  const depth = Math.max(KEYWORD_DEPTH, limit)
  const search = (asked: RewordedTerms) =>
    mode === 'vector' ? NOTHING : archive.searchKeyword({ ...asked, filter, limit: depth })
  const [own, statistics, ...reworded] = await Promise.all([
    search({ terms, collections }),
    archive.termStatistics(collections, terms),
    ...rewordings.map(async rewording => ({
      found: await search(rewording),
      weight: queryWeight(rewording.terms, await archive.termStatistics(collections, rewording.terms)),
    })),
  ])
  const ownWeight = queryWeight(terms, statistics)
  const found = reworded.reduce(
    (best, { found, weight }) => better(best, found, weight > 0 ? (REWORDED_SHARE * ownWeight) / weight : 0),
    own,
  )
  return { found: { ...found, passages: found.passages.slice(0, depth) }, statistics }
}

/** What either found, each by its better score; those of the second one times a factor. */
function better(one: KeywordResult, other: KeywordResult, factor: number): KeywordResult {
  const passages = new Map(one.passages.map(found => [found.passageId, found]))
  for (const { passageId, score } of other.passages)
    if (score * factor > (passages.get(passageId)?.score ?? 0))
      passages.set(passageId, { passageId, score: score * factor })
  const documents = new Map(one.documents.map(found => [documentKey(found), found]))
  for (const found of other.documents)
    if (found.score * factor > (documents.get(documentKey(found))?.score ?? 0))
      documents.set(documentKey(found), { ...found, score: found.score * factor })
  return { passages: [...passages.values()].sort(byScore), documents: [...documents.values()].sort(byScore) }
}

const byScore = (one: { score: number }, other: { score: number }) => other.score - one.score

interface VectorFinding {
  readonly query: Float32Array
  readonly hits: readonly PassageScore[]
}

async function vectorArm(
  archive: Archive,
  embedder: Embedder,
  { text, collections, filter, limit }: GatherPlan,
  signal?: AbortSignal,
): Promise<VectorFinding | undefined> {
  const [query] = await embedder.embed([text], 'query', signal)
  if (query === undefined) return undefined
  const depth = Math.max(VECTOR_DEPTH, limit)
  const hits = await archive.searchVector({ collections, filter, vector: query, limit: depth })
  return { query, hits: hits.slice(0, depth) }
}

/** The most that BM25 can find: the summed weights of the query's terms. */
function queryWeight(terms: readonly IndexTerm[], statistics: TermStatistics): number {
  return termWeights(terms, statistics).reduce((sum, weight) => sum + weight, 0)
}

/**
 * What each term counts, in order: its rarity among passages (the inverse document frequency of BM25, Robertson
 * and Spärck Jones, with the usual +1 that keeps it positive), less for a bigram.
 */
export function termWeights(
  terms: readonly IndexTerm[],
  { passages, passageFrequency }: TermStatistics,
): number[] {
  return terms.map(({ field }, index) => {
    const frequency = passageFrequency[index] ?? 0
    return FIELD_WEIGHT[field] * Math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
  })
}
