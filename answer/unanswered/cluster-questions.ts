import { innerProduct } from '../../core/inner-product.js'
import { createTimeSlice } from '../../core/time-slice.js'

/** A question with what it is compared by. */
export interface Clusterable {
  /** Of unit length. */
  readonly vector: Float32Array
  /** Only questions of one kind go together: those with the same numbers and dates. */
  readonly kind: string
}

/**
 * Puts questions that ask for much the same together: each goes to the nearest leader that is near enough, else it
 * leads itself. What comes first leads, so the order decides; give way in between, for the work grows with the square.
 * @param minSimilarity cosine, 0..1
 */
export async function clusterQuestions<Item extends Clusterable>(
  items: readonly Item[],
  minSimilarity: number,
): Promise<Item[][]> {
  const clusters = new Map<string, [Item, ...Item[]][]>()
  const slice = createTimeSlice()
  for (const item of items) {
    await slice.giveWay()
    const ofKind = clusters.get(item.kind) ?? []
    clusters.set(item.kind, ofKind)
    let nearest: Item[] | undefined
    let best = minSimilarity
    for (const cluster of ofKind) {
      const similarity = innerProduct(item.vector, cluster[0].vector)
      if (similarity < best) continue
      best = similarity
      nearest = cluster
    }
    if (nearest === undefined) ofKind.push([item])
    else nearest.push(item)
  }
  return [...clusters.values()].flat()
}
