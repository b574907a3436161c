interface Computation {
  readonly vector: Promise<Float32Array>
  readonly controller: AbortController
  /** Callers that still wait; the computation is given up when the last one leaves. */
  waiting: number
}

/**
 * Remembers the vectors of the last queries, and lets callers who ask for the same one at the same time share
 * one computation. Least recently used entries leave first; a failure is never remembered.
 */
export class QueryCache {
  /** In order of last use, oldest first. */
  readonly #known = new Map<string, Float32Array>()
  hits = 0
  misses = 0
  readonly #underWay = new Map<string, Computation>()

  /** @param maxEntries 0 turns remembering off; computations under way are shared all the same */
  constructor(private readonly maxEntries: number) {}

  /**
   * @param compute called when the text is not known; its signal fires when no caller waits any more
   * @returns a copy that belongs to the caller
   * @throws what `compute` throws, or the signal's reason
   */
  async get(
    text: string,
    compute: (signal: AbortSignal) => Promise<Float32Array>,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    signal?.throwIfAborted()
    const known = this.#known.get(text)
    if (known !== undefined) {
      this.hits++
      this.#remember(text, known)
      return known.slice()
    }
    const underWay = this.#underWay.get(text)
    if (underWay === undefined) this.misses++
    else this.hits++
    const computation = underWay ?? this.#start(text, compute)
    computation.waiting++
    try {
      return (await orAborted(computation.vector, signal)).slice()
    } finally {
      computation.waiting--
      // A no-op when the computation is over.
      if (computation.waiting === 0) {
        this.#finish(text, computation)
        computation.controller.abort(signal?.reason)
      }
    }
  }

  #start(text: string, compute: (signal: AbortSignal) => Promise<Float32Array>): Computation {
    const controller = new AbortController()
    const computation: Computation = { vector: compute(controller.signal), controller, waiting: 0 }
    this.#underWay.set(text, computation)
    computation.vector.then(
      vector => {
        this.#finish(text, computation)
        this.#remember(text, vector)
      },
      () => {
        this.#finish(text, computation)
      },
    )
    return computation
  }

  #finish(text: string, computation: Computation): void {
    if (this.#underWay.get(text) === computation) this.#underWay.delete(text)
  }

  #remember(text: string, vector: Float32Array): void {
    this.#known.delete(text)
    this.#known.set(text, vector)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.maxEntries) return
      this.#known.delete(oldest)
    }
  }
}

/** Waits for the promise, but no longer than the signal allows. */
async function orAborted<Value>(promise: Promise<Value>, signal?: AbortSignal): Promise<Value> {
  if (signal === undefined) return promise
  return new Promise<Value>((resolve, reject) => {
    const onAbort = () => {
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort)
    })
  })
}
