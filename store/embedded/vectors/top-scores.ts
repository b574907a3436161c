import { innerProduct } from '../../../core/inner-product.js'
import type { PassageScore } from '../../archive.js'

/** Keeps the best `limit` of what it is offered, in a heap whose root is the worst kept. */
export class TopScores {
  private readonly heap: PassageScore[] = []

  constructor(private readonly limit: number) {}

  offer(passageId: number, score: number): void {
    const { heap, limit } = this
    if (heap.length < limit) {
      heap.push({ passageId, score })
      this.rise(heap.length - 1)
      return
    }
    const worst = heap[0]
    if (worst === undefined || score <= worst.score) return
    heap[0] = { passageId, score }
    this.sink(0)
  }

  /** Best first; equal scores by passage id. */
  sorted(): PassageScore[] {
    return this.heap.toSorted(byScore)
  }

  private rise(from: number): void {
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.swapIfWorse(index, parent)) return
      index = parent
    }
  }

  private sink(from: number): void {
    let index = from
    for (;;) {
      const left = index * 2 + 1
      const right = left + 1
      const leftScore = this.heap[left]?.score ?? Infinity
      const worse = (this.heap[right]?.score ?? Infinity) < leftScore ? right : left
      if (!this.swapIfWorse(worse, index)) return
      index = worse
    }
  }

  /** Swaps when the one at `child` scores less than the one at `parent`. */
  private swapIfWorse(child: number, parent: number): boolean {
    const one = this.heap[child]
    const other = this.heap[parent]
    if (one === undefined || other === undefined || one.score >= other.score) return false
    this.heap[child] = other
    this.heap[parent] = one
    return true
  }
}

export function byScore(one: PassageScore, other: PassageScore): number {
  return other.score - one.score || one.passageId - other.passageId
}

/** The nearest of these rows, best first. @param counts whether one is to be looked at; default all */
export function nearest(
  rows: Iterable<[number, Float32Array]>,
  vector: Float32Array,
  limit: number,
  counts: (id: number) => boolean = () => true,
): PassageScore[] {
  const top = new TopScores(limit)
  for (const [id, candidate] of rows) if (counts(id)) top.offer(id, innerProduct(vector, candidate))
  return top.sorted()
}
