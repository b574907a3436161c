import type { Passage } from '../core/types.js'
import type { DocumentScore, KeywordResult, PassageScore } from '../store/archive.js'

/** What both arms found, with the passages that they named. */
export interface Evidence {
  readonly keyword: KeywordResult
  /** Best first. */
  readonly vector: readonly PassageScore[]
  /** Cosine similarities of keyword passages that the vector arm did not name; absent: without a vector. */
  readonly similarities: ReadonlyMap<number, number>
  readonly passages: readonly Passage[]
}

export interface FusionOptions {
  /** Share of the vector arm in the score, 0..1. */
  readonly vectorShare: number
  /** Most passages of one document among the results. */
  readonly maxPerDocument: number
}

export interface FusedPassage {
  readonly passage: Passage
  /** 0..1, best first. */
  readonly score: number
  /** Each arm's normalised score, null where it did not name the passage. */
  readonly keyword: number | null
  readonly vector: number | null
  /** Cosine, null when unknown. */
  readonly similarity: number | null
}

interface Scored {
  readonly passage: Passage
  readonly keyword: number
  readonly vector: number
  readonly inKeyword: boolean
  readonly similarity: number | null
}

/**
 * Convex combination of the two arms, each normalised by its own best (published fixed-rank fusion lost to a
 * strong arm, see docs/decisions/0004). The keyword side adds the document's BM25 and its best passage's
 * BM25 in equal parts: whole documents know the topic, passages the detail. A document counts by its best
 * passage; its further passages follow at a discount, so that documents stay in the order of their evidence.
 */
export function fuse(evidence: Evidence, options: FusionOptions): FusedPassage[] {
  const scored = normalise(evidence)
  const combine = (keyword: number, vector: number) =>
    (1 - options.vectorShare) * keyword + options.vectorShare * vector
  const documentBm25 = normalisedDocuments(evidence.keyword.documents)
  const ranked: FusedPassage[] = []
  for (const [document, passages] of groupByDocument(scored)) {
    const own = documentBm25.get(document) ?? 0
    const best = Math.max(...passages.map(passage => passage.keyword))
    const nearest = Math.max(...passages.map(passage => passage.vector))
    const documentScore = combine((own + best) / 2, nearest)
    const sorted = passages
      .map(passage => ({ passage, local: combine(passage.keyword, passage.vector) }))
      .sort((one, other) => other.local - one.local || one.passage.passage.id - other.passage.passage.id)
    const top = sorted[0]?.local ?? 0
    for (const { passage, local } of sorted.slice(0, options.maxPerDocument)) {
      const share = top > 0 ? local / top : 1
      ranked.push({
        passage: passage.passage,
        score: documentScore * (0.5 + 0.5 * share),
        keyword: passage.inKeyword ? passage.keyword : null,
        vector: passage.similarity === null ? null : passage.vector,
        similarity: passage.similarity,
      })
    }
  }
  return ranked.sort((one, other) => other.score - one.score || one.passage.id - other.passage.id)
}

export const documentKey = ({ collection, documentId }: { collection: string; documentId: string }) =>
  `${collection}\n${documentId}`

function groupByDocument(scored: readonly Scored[]): Map<string, Scored[]> {
  const groups = new Map<string, Scored[]>()
  for (const item of scored) {
    const key = documentKey(item.passage)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

/** Each arm in 0..1: BM25 by its maximum; cosine between the far end of what the arm returned and its maximum. */
function normalise({ keyword, vector, similarities, passages }: Evidence): Scored[] {
  const bm25 = new Map(keyword.passages.map(({ passageId, score }) => [passageId, score]))
  const topBm25 = keyword.passages[0]?.score ?? 0
  const cosine = new Map([
    ...similarities,
    ...vector.map(({ passageId, score }) => [passageId, score] as const),
  ])
  const nearest = vector[0]?.score ?? 0
  const farthest = Math.min(vector.at(-1)?.score ?? 0, nearest - MIN_COSINE_RANGE)
  return passages.map(passage => {
    const score = bm25.get(passage.id)
    const similarity = cosine.get(passage.id)
    return {
      passage,
      keyword: topBm25 > 0 ? (score ?? 0) / topBm25 : 0,
      vector: similarity === undefined ? 0 : clamp((similarity - farthest) / (nearest - farthest)),
      inKeyword: score !== undefined,
      similarity: similarity ?? null,
    }
  })
}

/** Keeps noise among equally near passages from being blown up to the full range. */
const MIN_COSINE_RANGE = 0.1

function normalisedDocuments(documents: readonly DocumentScore[]): Map<string, number> {
  const top = documents[0]?.score ?? 0
  return new Map(documents.map(document => [documentKey(document), top > 0 ? document.score / top : 0]))
}

const clamp = (value: number) => Math.min(1, Math.max(0, value))
