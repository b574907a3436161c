import { documentKey, type FusedPassage } from './fuse.js'

/**
 * Ranks anew with the odds of documents multiplied. Scores and probabilities follow: the best passage has score
 * 1 and the probabilities of the documents sum to what they did.
 * @param factors by document key; a document that is not named keeps its odds
 */
export function reweigh(
  found: readonly FusedPassage[],
  factors: ReadonlyMap<string, number>,
): FusedPassage[] {
  if (factors.size === 0) return [...found]
  const factorOf = ({ passage }: FusedPassage) => factors.get(documentKey(passage)) ?? 1
  const probabilities = new Map(found.map(item => [documentKey(item.passage), item]))
  let before = 0
  let after = 0
  for (const item of probabilities.values()) {
    before += item.probability
    after += item.probability * factorOf(item)
  }
  const weighed = found.map(item => ({
    ...item,
    score: item.score * factorOf(item),
    probability: after > 0 ? (item.probability * factorOf(item) * before) / after : item.probability,
  }))
  weighed.sort((one, other) => other.score - one.score || one.passage.id - other.passage.id)
  const best = weighed[0]?.score ?? 1
  return best > 0 ? weighed.map(item => ({ ...item, score: item.score / best })) : weighed
}
