import { Worker } from 'node:worker_threads'
import { AppError } from '../core/errors.js'
import type { ThreadSettings, WorkerReply, WorkerRequest, WorkerSettings } from './embedding-worker.js'
import { RunGate } from './run-gate.js'

/** Garbage of a run is small and short-lived; a small nursery saves 14 MB of resident memory a thread. */
const NURSERY_MAX_MB = 4
/** One run takes well under a second; past this a thread is left to itself. */
const CLOSE_TIMEOUT_MS = 10_000
const EXIT_TIMEOUT_MS = 3000

export interface EmbeddingOrder {
  readonly texts: readonly string[]
  /** Overtakes what is not urgent and still waits. */
  readonly urgent: boolean
}

interface Call {
  readonly resolve: (vectors: Float32Array[]) => void
  readonly reject: (error: Error) => void
}

/** One worker thread with the model loaded, seen from the main thread. */
export class EmbeddingThread {
  /** Settles when the model is loaded. @throws {AppError} `model_unavailable` */
  readonly ready: Promise<void>
  /** Settles when the thread is gone, whatever the reason. */
  readonly ended: Promise<void>

  readonly #gate = new RunGate()
  readonly #worker: Worker
  readonly #calls = new Map<number, Call>()
  #nextId = 0
  #alive = true
  #problem = 'the thread ended'

  /** @param script the file to run as the thread */
  constructor(settings: ThreadSettings, script: URL = new URL('./embedding-worker.js', import.meta.url)) {
    const workerData: WorkerSettings = { ...settings, gate: this.#gate.memory }
    this.#worker = new Worker(script, {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MAX_MB },
    })
    const waitForRun = () => {
      this.#gate.shutAndWait(EXIT_TIMEOUT_MS)
    }
    process.once('exit', waitForRun)
    this.#worker.on('error', (error: Error) => (this.#problem = error.message))
    this.ended = new Promise(resolve => {
      this.#worker.once('exit', () => {
        process.off('exit', waitForRun)
        this.#alive = false
        this.#failCalls()
        resolve()
      })
    })
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (reply: WorkerReply) => {
        if (reply.kind === 'ready') resolve()
        else if (reply.kind === 'unusable') this.#problem = reply.problem
        else this.#settle(reply)
      })
      // `unusable` is followed by the end of the thread.
      void this.ended.then(() => {
        reject(unusable(this.#problem))
      })
    })
    // Whoever needs it awaits it; nobody has to.
    this.ready.catch(() => undefined)
  }

  /** False once the thread is gone: it takes no more work. */
  get alive(): boolean {
    return this.#alive
  }

  /** Groups handed over that have not come back. */
  get held(): number {
    return this.#calls.size
  }

  /** @throws {AppError} `embedding_failed` when the run fails or the thread ends */
  async run({ texts, urgent }: EmbeddingOrder): Promise<Float32Array[]> {
    if (!this.#alive) throw failed(this.#problem)
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#send({ kind: 'encode', id, texts, urgent })
    })
  }

  /** Lets the run in hand finish, then ends the thread; what waits behind it fails. */
  async close(): Promise<void> {
    this.#gate.shut()
    this.#send({ kind: 'close' })
    let timer: NodeJS.Timeout | undefined
    const tooLong = new Promise<void>(resolve => (timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)))
    await Promise.race([this.ended, tooLong])
    clearTimeout(timer)
    // Only to no longer hold up the process: terminating a thread during a native run aborts everything.
    this.#worker.unref()
  }

  #send(request: WorkerRequest): void {
    this.#worker.postMessage(request)
  }

  #settle(reply: Extract<WorkerReply, { id: number }>): void {
    const call = this.#calls.get(reply.id)
    this.#calls.delete(reply.id)
    if (reply.kind === 'vectors') call?.resolve([...reply.vectors])
    else call?.reject(failed(reply.problem))
  }

  #failCalls(): void {
    for (const call of this.#calls.values()) call.reject(failed(this.#problem))
    this.#calls.clear()
  }
}

function failed(problem: string): AppError {
  return new AppError('embedding_failed', 'The texts could not be turned into vectors. Try again.', {
    cause: new Error(problem),
  })
}

function unusable(problem: string): AppError {
  return new AppError(
    'model_unavailable',
    "The embedding model's files were found, but the model could not be loaded. Check that the folder is " +
      'complete and undamaged (compare the files with their source), and that YOUJU_EMBEDDING_MODEL names a ' +
      'text encoder exported to ONNX for transformers.js.',
    { cause: new Error(problem) },
  )
}
