import { AppError } from '../core/errors.js'
import type { EmbeddingOrder, EmbeddingThread } from './embedding-thread.js'
import { TurnQueue } from './turn-queue.js'

/**
 * Groups in a thread at a time: one in hand, and one waiting so that it need not idle for the main thread.
 * More would only make a query wait longer.
 */
const HELD_PER_THREAD = 2
/** A query may come on top: it overtakes within the thread too, so that only the run in hand is before it. */
const HELD_WITH_QUERY = HELD_PER_THREAD + 1
/** Threads that may end in a row, with no group finished between, before the pool gives up. */
const MAX_CONSECUTIVE_ENDS = 3
/** Groups of passages that wait before another thread is worth its loading: some 200 ms of work. */
const GROWS_AT_WAITING = 16

export interface ThreadPoolOptions {
  /** Threads while many passages wait, 1 or more. One is always there. */
  readonly most: number
  /** The others end when they had nothing to do for this long, milliseconds. */
  readonly idleMs: number
  readonly spawn: (isAdditional: boolean) => EmbeddingThread
}

export interface Job extends EmbeddingOrder {
  /** What asks for it: those who ask take turns. By default it is alone. */
  readonly call?: object
  readonly signal?: AbortSignal | undefined
}

interface WaitingJob extends Job {
  readonly resolve: (vectors: Float32Array[]) => void
  readonly reject: (error: Error) => void
}

/**
 * Hands jobs to threads: urgent ones first, then those of each call in turn, in order. Additional threads come when
 * much waits and end when nothing does. A thread that ends unexpectedly fails the jobs that it held and is replaced.
 */
export class ThreadPool {
  readonly #urgent = new TurnQueue<WaitingJob>()
  readonly #patient = new TurnQueue<WaitingJob>()
  readonly #threads = new Set<EmbeddingThread>()
  readonly #ready = new Set<EmbeddingThread>()
  readonly #additional = new Set<EmbeddingThread>()
  /** Runs out when the additional threads are idle. */
  #idle: NodeJS.Timeout | undefined
  /** False once an additional thread could not load the model: there was no memory for it, say. */
  #mayGrow = true
  #started = false
  #consecutiveEnds = 0
  #refusal: AppError | null = null

  private constructor(private readonly options: ThreadPoolOptions) {}

  /** @throws {AppError} `model_unavailable` when the thread that is always there cannot load the model */
  static async start(options: ThreadPoolOptions): Promise<ThreadPool> {
    const pool = new ThreadPool(options)
    try {
      await pool.#add(false).ready
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
    clearTimeout(this.#idle)
    this.#refuse(new AppError('shutting_down', 'The server is stopping. Try again when it is back.'))
    await Promise.all([...this.#threads].map(thread => thread.close()))
  }

  #add(isAdditional: boolean): EmbeddingThread {
    const thread = this.options.spawn(isAdditional)
    this.#threads.add(thread)
    if (isAdditional) this.#additional.add(thread)
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
    const wasReady = this.#ready.delete(thread)
    const wasExpected = !this.#threads.delete(thread)
    const wasAdditional = this.#additional.delete(thread)
    if (wasExpected || !this.#started || this.#refusal !== null) return
    this.#consecutiveEnds++
    if (wasAdditional) {
      // Another comes when much waits again, if there is a way.
      this.#mayGrow &&= wasReady
      return
    }
    if (this.#consecutiveEnds < MAX_CONSECUTIVE_ENDS) {
      this.#add(false)
      return
    }
    this.#refuse(
      new AppError(
        'embedding_failed',
        'The embedding model stopped several times in a row. Keyword search still works; restart the server, ' +
          'and look at its log for the cause.',
      ),
    )
  }

  #dispatch(): void {
    this.#hand(this.#urgent, () => this.#forQuery())
    this.#hand(this.#patient, () => this.#leastBusy())
    if (this.#patient.size >= GROWS_AT_WAITING) this.#grow()
  }

  /** Hands over what waits, as long as there is a thread for it. */
  #hand(queue: TurnQueue<WaitingJob>, findThread: () => EmbeddingThread | undefined): void {
    for (let thread = findThread(); thread !== undefined; thread = findThread()) {
      const job = queue.shift()
      if (job === undefined) return
      void this.#serve(thread, job)
    }
  }

  /** One at a time: what waits may be done before the next is loaded. */
  #grow(): void {
    const isLoading = this.#threads.size > this.#ready.size
    if (isLoading || !this.#mayGrow || this.#threads.size >= this.options.most || this.#refusal !== null)
      return
    this.#add(true)
    this.#idle ??= setTimeout(() => {
      this.#shrink()
    }, this.options.idleMs).unref()
  }

  #shrink(): void {
    this.#idle = undefined
    for (const thread of this.#additional) {
      this.#threads.delete(thread)
      this.#ready.delete(thread)
      void thread.close()
    }
  }

  async #serve(thread: EmbeddingThread, job: WaitingJob): Promise<void> {
    if (this.#additional.has(thread)) this.#idle?.refresh()
    try {
      job.resolve(await thread.run(job))
      this.#consecutiveEnds = 0
    } catch (error) {
      job.reject(this.#refusal ?? (error as Error))
    }
    this.#dispatch()
  }

  /** Never an additional thread: it computes only in the time that is left. */
  #forQuery(): EmbeddingThread | undefined {
    for (const thread of this.#ready)
      if (!this.#additional.has(thread) && thread.alive && thread.held < HELD_WITH_QUERY) return thread
    return undefined
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
