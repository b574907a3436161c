import type { FusedPassage } from './fuse.js'

/** Reads question and passage together, which tells more than their words and vectors apart, and takes longer. */
export interface Reranker {
  /** Stable name of the model. */
  readonly id: string
  /**
   * @param passages with their titles
   * @returns a score for each, in order; higher is better, of any scale
   * @throws {AppError} `reranker_failed`; the signal's reason when aborted
   */
  score(query: string, passages: readonly string[], signal: AbortSignal): Promise<number[]>
}

/** Best passages that are read again. */
const RERANKED = 30
/** What a reranker reads of a passage, code units: a passage is shorter unless it has no sentence in it. */
const MAX_PASSAGE_LENGTH = 2000

/**
 * Puts the best passages into the order of a reranker. They share the scores that they had among themselves, so
 * that what follows (preferences, versions) weighs as before; what they were ranked by stays their evidence.
 * @param found ranked
 */
export async function rerank(
  found: readonly FusedPassage[],
  { reranker, query }: { reranker: Reranker; query: string },
  signal: AbortSignal,
): Promise<FusedPassage[]> {
  const best = found.slice(0, RERANKED)
  if (best.length < 2) return [...found]
  const texts = best.map(({ passage }) => `${passage.title}\n${passage.text}`.slice(0, MAX_PASSAGE_LENGTH))
  const scores = await reranker.score(query, texts, signal)
  const order = best
    .map((item, index) => ({ item, score: scores[index] ?? -Infinity }))
    .sort((one, other) => other.score - one.score)
  const ranked = order.map(({ item }, rank) => ({ ...item, score: best[rank]?.score ?? item.score }))
  return [...ranked, ...found.slice(RERANKED)]
}

/** Whether texts of all of these collections may be read by the reranker: each must have asked for it. */
export function mayRerank(
  found: readonly FusedPassage[],
  asksForIt: (collection: string) => boolean,
): boolean {
  return found.length > 0 && found.slice(0, RERANKED).every(({ passage }) => asksForIt(passage.collection))
}
