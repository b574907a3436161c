import type { Passage } from '../core/types.js'
import type { KeywordResult } from '../store/archive.js'

/** What both arms found, with the passages that they named. */
export interface Evidence {
  readonly keyword: KeywordResult
  /** Cosine similarities by passage, of both arms' passages; passages without a vector are absent. */
  readonly similarities: ReadonlyMap<number, number>
  readonly passages: readonly Passage[]
  /** The most that BM25 could find: the summed rarity of the query's terms. Makes scores comparable across queries. */
  readonly queryWeight: number
}

/** What speaks for a document or a passage. */
export interface RankFeatures {
  /** BM25 of the whole document, as a share of the query's weight. */
  readonly document: number
  /** BM25 of the (best) passage, likewise. */
  readonly passage: number
  /** Cosine similarity of the (best) passage. */
  readonly similarity: number
}

export type RankWeights = Readonly<Record<keyof RankFeatures, number>>

export interface FusedPassage {
  readonly passage: Passage
  /** Odds against the best document, 0..1; the best passage has 1. Best first. */
  readonly score: number
  /** BM25 as a share of the best one's, null when the keyword arm did not name the passage. */
  readonly keyword: number | null
  /** Cosine similarity, null when there is no vector. */
  readonly similarity: number | null
  /** Probability that its document is the one asked for, given that one of those retrieved is; 0..1. */
  readonly probability: number
  /** The passage's own, with its document's. */
  readonly features: RankFeatures
}

export interface RankedDocument {
  readonly key: string
  readonly features: RankFeatures
  readonly passages: readonly ScoredPassage[]
}

interface ScoredPassage {
  readonly passage: Passage
  readonly features: RankFeatures
  readonly named: boolean
  readonly similarity: number | null
}

/**
 * Ranks by a linear model of both arms' absolute evidence, fitted as a softmax over the candidates of a query
 * (listwise, ListNet with one right document: Cao et al. 2007). Unlike fixed-rank fusion or a fixed share of
 * normalised scores, an arm counts as far as it tells the candidates apart: a query that the words settle is
 * settled by the words, and one that no word matches is left to the vectors (docs/decisions/0004).
 * A document counts by its best passage; its further passages follow at their own odds.
 */
export function fuse(evidence: Evidence, weights: RankWeights, maxPerDocument: number): FusedPassage[] {
  const documents = documentsOf(evidence).map(document => ({
    ...document,
    value: valueOf(document.features, weights),
  }))
  const best = Math.max(...documents.map(document => document.value))
  const total = documents.reduce((sum, { value }) => sum + Math.exp(value - best), 0)
  const topBm25 = evidence.keyword.passages[0]?.score ?? 0
  const ranked = documents.flatMap(({ value, passages }) => {
    const odds = Math.exp(value - best)
    const own = passages
      .map(passage => ({ ...passage, value: valueOf(passage.features, weights) }))
      .sort((one, other) => other.value - one.value || one.passage.id - other.passage.id)
    const top = own[0]?.value ?? 0
    return own.slice(0, maxPerDocument).map(({ passage, features, named, similarity, ...item }) => ({
      passage,
      score: odds * Math.exp(item.value - top),
      keyword: named && topBm25 > 0 ? (features.passage * evidence.queryWeight) / topBm25 : null,
      similarity,
      probability: odds / total,
      features,
    }))
  })
  return ranked.sort((one, other) => other.score - one.score || one.passage.id - other.passage.id)
}

export function valueOf(features: RankFeatures, weights: RankWeights): number {
  return (
    weights.document * features.document +
    weights.passage * features.passage +
    weights.similarity * features.similarity
  )
}

/** The candidates with their features, in no particular order. */
export function documentsOf(evidence: Evidence): RankedDocument[] {
  const { keyword, similarities, passages, queryWeight } = evidence
  const share = (score: number | undefined) => (queryWeight > 0 ? (score ?? 0) / queryWeight : 0)
  const passageBm25 = new Map(keyword.passages.map(({ passageId, score }) => [passageId, score]))
  const documentBm25 = new Map(keyword.documents.map(found => [documentKey(found), found.score]))
  const farthest = Math.min(...similarities.values(), 1)
  const groups = new Map<string, ScoredPassage[]>()
  for (const passage of passages) {
    const key = documentKey(passage)
    const similarity = similarities.get(passage.id) ?? null
    const features = {
      document: share(documentBm25.get(key)),
      passage: share(passageBm25.get(passage.id)),
      similarity: similarity ?? farthest,
    }
    const item = { passage, features, similarity, named: passageBm25.has(passage.id) }
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return Array.from(groups, ([key, group]) => ({
    key,
    passages: group,
    features: {
      document: group[0]?.features.document ?? 0,
      passage: Math.max(...group.map(({ features }) => features.passage)),
      similarity: Math.max(...group.map(({ features }) => features.similarity)),
    },
  }))
}

export const documentKey = ({ collection, documentId }: { collection: string; documentId: string }) =>
  `${collection}\n${documentId}`
