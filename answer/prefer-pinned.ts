import { documentKey } from '../retrieval/fuse.js'
import { EXTRACT_DEFAULTS } from './extract.js'
import type { RankedSentence } from './rank-sentences.js'

export interface PinnedFirst {
  /** Best first. */
  readonly ranked: readonly RankedSentence[]
  /** The rank, from 0, that the first sentence had by its own merit; null: no pin decided. */
  readonly pinnedRank: number | null
}

/**
 * Puts what a pinned document says first where it would be an answer by itself: its best sentence is good enough to
 * be told beside the best of all, and is trusted as much as any first sentence has to be. The others keep their order.
 * @param ranked best first
 */
export function preferPinned(
  ranked: readonly RankedSentence[],
  isSure: (sentence: RankedSentence) => boolean,
): PinnedFirst {
  const rank = ranked.findIndex(({ passage }) => passage.isPinned === true)
  const pinned = ranked[rank]
  if (pinned === undefined || rank === 0 || pinned.score < EXTRACT_DEFAULTS.minShare || !isSure(pinned))
    return { ranked, pinnedRank: null }
  const key = documentKey(pinned.passage)
  const isOfIt = ({ passage }: RankedSentence) => documentKey(passage) === key
  const lifted = ranked
    .filter(isOfIt)
    .map(sentence => ({ ...sentence, score: sentence.score / pinned.score }))
  const others = ranked.filter(sentence => !isOfIt(sentence))
  const ordered = [...lifted, ...others].sort((one, other) => other.score - one.score)
  return { ranked: ordered, pinnedRank: rank }
}
