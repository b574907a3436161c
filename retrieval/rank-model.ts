import type { RankWeights } from './fuse.js'
import type { SearchMode } from './search.js'

/**
 * Weights of the linear ranker, fitted by bench/fit-ranking.ts on held-out training questions; a single arm
 * ranks by its own evidence. Figures in docs/benchmarks.md.
 */
export const RANK_WEIGHTS: Readonly<Record<SearchMode, RankWeights>> = {
  hybrid: { document: 7, passage: 5, similarity: 8 },
  keyword: { document: 7, passage: 5, similarity: 0 },
  vector: { document: 0, passage: 0, similarity: 20 },
}
