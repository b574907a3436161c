import type { FusedPassage } from './fuse.js'

/** A pinned document may be this much less likely than the best one and still come first. */
const MIN_SHARE = 0.1
/** Results among which it must be by its own merit. */
const REACH = 20

/**
 * Puts the passages of pinned documents first, each part in its order, where they are really relevant: they stand
 * among the first results by themselves, not far behind the best, and hold words of the question where words were
 * asked for. Scores stay what they are, so they need not fall along the list. Nothing is added or left out.
 * @param found ranked
 */
export function preferPinned(found: readonly FusedPassage[], asksForWords: boolean): FusedPassage[] {
  const best = found[0]?.score ?? 0
  const comesFirst = ({ passage, score, keyword }: FusedPassage, rank: number) =>
    passage.isPinned === true &&
    rank < REACH &&
    score >= best * MIN_SHARE &&
    (keyword !== null || !asksForWords)
  const first = new Set(found.filter(comesFirst))
  return first.size === 0 ? [...found] : [...first, ...found.filter(item => !first.has(item))]
}
