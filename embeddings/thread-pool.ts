import { AppError } from '../core/errors.js'
import type { EmbeddingThread } from './embedding-thread.js'
import { TurnQueue } from './turn-queue.js'

/**
 * Groups in a thread at a time: one in hand, and one waiting so that it need not idle for the main thread.
 * More would only make a query wait longer.
 */
const HELD_PER_THREAD = 2
/** Threads that may end in a row, with no group finished between, before the pool gives up. */
const MAX_CONSECUTIVE_ENDS = 3

export interface Job {
  readonly texts: readonly string[]
  /** Overtakes what is not urgent and still waits. */
  readonly urgent: boolean
  /** What asks for it: those who ask take turns. By default it is alone. */
  readonly call?: object
  readonly signal?: AbortSignal | undefined
}

interface WaitingJob extends Job {
  readonly resolve: (vectors: Float32Array[]) => void
  readonly reject: (error: Error) => void
}

/**
 * Hands jobs to threads: urgent ones first, then those of each call in turn, in order. A thread that ends unexpectedly
 * fails the jobs that it held and is replaced.
 */
export class ThreadPool {
  readonly #urgent = new TurnQueue<WaitingJob>()
  readonly #patient = new TurnQueue<WaitingJob>()
  readonly #threads = new Set<EmbeddingThread>()
  readonly #ready = new Set<EmbeddingThread>()
  #started = false
  #consecutiveEnds = 0
  #refusal: AppError | null = null

  private constructor(private readonly spawn: () => EmbeddingThread) {}

  /**
   * @param size threads, 1 or more
   * @throws {AppError} `model_unavailable` when a thread cannot load the model
   */
  static async start(size: number, spawn: () => EmbeddingThread): Promise<ThreadPool> {
    const pool = new ThreadPool(spawn)
    const threads = Array.from({ length: size }, () => pool.#add())
    try {
      await Promise.all(threads.map(thread => thread.ready))
    } catch (error) {
      await pool.close()
      throw error
    }
    pool.#started = true
    return pool
  }

  /**
   * @returns one vector per text, in order
   * @throws {AppError} `embedding_failed`, `shutting_down`; or the signal's reason when it fires while waiting
   */
  async run(job: Job): Promise<Float32Array[]> {
    job.signal?.throwIfAborted()
    if (this.#refusal !== null) throw this.#refusal
    return new Promise((resolve, reject) => {
      const queue = job.urgent ? this.#urgent : this.#patient
      const call = job.call ?? job
      const onAbort = () => {
        if (queue.remove(call, waiting)) reject(job.signal?.reason as Error)
      }
      const waiting: WaitingJob = {
        ...job,
        resolve: vectors => {
          job.signal?.removeEventListener('abort', onAbort)
          resolve(vectors)
        },
        reject: error => {
          job.signal?.removeEventListener('abort', onAbort)
          reject(error)
        },
      }
      job.signal?.addEventListener('abort', onAbort, { once: true })
      queue.push(call, waiting)
      this.#dispatch()
    })
  }

  /** How many jobs wait for a thread. */
  get waiting(): { readonly urgent: number; readonly patient: number } {
    return { urgent: this.#urgent.size, patient: this.#patient.size }
  }

  /** Ends the threads after the run that each has in hand; everything else fails with `shutting_down`. */
  async close(): Promise<void> {
    this.#refuse(new AppError('shutting_down', 'The server is stopping. Try again when it is back.'))
    await Promise.all([...this.#threads].map(thread => thread.close()))
  }

  #add(): EmbeddingThread {
    const thread = this.spawn()
    this.#threads.add(thread)
    thread.ready.then(
      () => {
        this.#ready.add(thread)
        this.#dispatch()
      },
      () => undefined,
    )
    void thread.ended.then(() => {
      this.#replace(thread)
    })
    return thread
  }

  #replace(thread: EmbeddingThread): void {
    this.#threads.delete(thread)
    this.#ready.delete(thread)
    if (!this.#started || this.#refusal !== null) return
    this.#consecutiveEnds++
    if (this.#consecutiveEnds < MAX_CONSECUTIVE_ENDS) {
      this.#add()
      return
    }
    if (this.#threads.size > 0) return
    this.#refuse(
      new AppError(
        'embedding_failed',
        'The embedding model stopped several times in a row. Keyword search still works; restart the server, ' +
          'and look at its log for the cause.',
      ),
    )
  }

  #dispatch(): void {
    for (;;) {
      const thread = this.#leastBusy()
      if (thread === undefined) return
      const job = this.#urgent.shift() ?? this.#patient.shift()
      if (job === undefined) return
      void this.#serve(thread, job)
    }
  }

  async #serve(thread: EmbeddingThread, job: WaitingJob): Promise<void> {
    try {
      job.resolve(await thread.run(job.texts))
      this.#consecutiveEnds = 0
    } catch (error) {
      job.reject(this.#refusal ?? (error as Error))
    }
    this.#dispatch()
  }

  #leastBusy(): EmbeddingThread | undefined {
    let best: EmbeddingThread | undefined
    for (const thread of this.#ready) {
      if (thread.alive && thread.held < (best?.held ?? HELD_PER_THREAD)) best = thread
    }
    return best
  }

  #refuse(reason: AppError): void {
    this.#refusal ??= reason
    for (const queue of [this.#urgent, this.#patient]) {
      for (const job of queue.clear()) job.reject(this.#refusal)
    }
  }
}
