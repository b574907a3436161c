import type { Ingestor } from './ingestor.js'

/**
 * Lets one group of documents through at a time, the collections in turn: who brings a million documents does not
 * keep another collection's ten waiting. For work in the background; what a caller waits for goes by its own way.
 */
export function createFairIngestor(ingestor: Ingestor): Ingestor {
  const turns = new Turns()
  return {
    async put(collection, documents, progress, signal) {
      const leave = await turns.enter(collection, signal)
      try {
        return await ingestor.put(collection, documents, progress, signal)
      } finally {
        leave()
      }
    },
  }
}

/** One at a time; who waits is let in by collections in turn, and of one collection in the order of coming. */
class Turns {
  private isBusy = false
  /** A collection that had its turn goes behind the others. */
  private readonly waiting = new Map<string, (() => void)[]>()

  /** @returns what to call at the end. @throws the signal's reason when it aborts before */
  async enter(collection: string, signal: AbortSignal | undefined): Promise<() => void> {
    signal?.throwIfAborted()
    if (this.isBusy) await this.turn(collection, signal)
    this.isBusy = true
    return () => {
      this.isBusy = false
      this.next()
    }
  }

  private next(): void {
    const [first] = this.waiting
    if (first === undefined) return
    const [collection, queue] = first
    const admit = queue.shift()
    this.waiting.delete(collection)
    if (queue.length > 0) this.waiting.set(collection, queue)
    // Nobody may come in between.
    this.isBusy = true
    admit?.()
  }

  private turn(collection: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.waiting.get(collection) ?? []
      const admit = (): void => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
      const onAbort = (): void => {
        queue.splice(queue.indexOf(admit), 1)
        if (queue.length === 0) this.waiting.delete(collection)
        reject(signal?.reason as Error)
      }
      queue.push(admit)
      this.waiting.set(collection, queue)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }
}
