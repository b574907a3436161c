/** How well the documents of the gold list are ranked; each 0..1, higher is better. */
export interface RankingScores {
  /** Normalised discounted cumulative gain with binary relevance (Järvelin and Kekäläinen 2002). */
  readonly ndcgAt10: number
  /** Share of the gold documents among the first k. */
  readonly recallAt1: number
  readonly recallAt3: number
  readonly recallAt10: number
  /** One over the rank of the first gold document; 0 beyond the tenth. */
  readonly mrrAt10: number
}

const CUTOFF = 10

/**
 * @param ranked document ids, best first; what is repeated counts where it stands first
 * @param gold at least one
 */
export function rankingScores(ranked: readonly string[], gold: readonly string[]): RankingScores {
  const relevant = new Set(gold)
  if (relevant.size === 0) throw new RangeError('rankingScores: gold must name a document')
  const hits = [...new Set(ranked)].slice(0, CUTOFF).map(id => relevant.has(id))
  const recallAt = (k: number) => hits.slice(0, k).filter(Boolean).length / relevant.size
  const gain = hits.reduce((sum, hit, rank) => sum + (hit ? discount(rank) : 0), 0)
  const ideal = Array.from({ length: Math.min(CUTOFF, relevant.size) }, (_, rank) => discount(rank))
  const first = hits.indexOf(true)
  return {
    ndcgAt10: gain / ideal.reduce((sum, part) => sum + part, 0),
    recallAt1: recallAt(1),
    recallAt3: recallAt(3),
    recallAt10: recallAt(CUTOFF),
    mrrAt10: first === -1 ? 0 : 1 / (first + 1),
  }
}

/** @param rank from 0 */
const discount = (rank: number) => 1 / Math.log2(rank + 2)
