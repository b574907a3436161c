import { parentPort, Worker } from 'node:worker_threads'
import { AppError, ERROR_TABLE, type ErrorCode } from '../../../core/errors.js'

/**
 * Request and response between the archive and its worker threads: one message each way, first come first
 * served, errors with their code. A worker that ends fails what waits on it; nothing hangs.
 */

/** What a worker answers: one function a method, one argument each. */
export type Handlers = Record<string, (argument: never) => unknown>
type Argument<H extends Handlers, M extends keyof H> = Parameters<H[M]>[0]
type Result<H extends Handlers, M extends keyof H> = Awaited<ReturnType<H[M]>>

interface CarriedError {
  readonly kind: 'app' | 'type' | 'range' | 'other'
  readonly code: string
  readonly message: string
  readonly details: Record<string, unknown>
  readonly stack: string | undefined
}

interface Request {
  readonly call: number
  readonly method: string
  readonly argument: unknown
}
type Response =
  | { readonly call: number; readonly result: unknown }
  | { readonly call: number; readonly error: CarriedError }
interface Signal {
  readonly signal: unknown
}
type FromWorker = Response | Signal

/** What a call leaves behind is short-lived: a small nursery saves some 10 MB of resident memory a thread. */
const NURSERY_MAX_MB = 4

/** The call number of the message that says whether the worker could start. */
const START = 0

function carry(error: unknown): CarriedError {
  const failure = error instanceof Error ? error : new Error(String(error))
  const app = failure instanceof AppError ? failure : undefined
  const kind = failure instanceof TypeError ? 'type' : failure instanceof RangeError ? 'range' : 'other'
  return {
    kind: app ? 'app' : kind,
    code: app?.code ?? '',
    message: failure.message,
    details: { ...app?.details },
    stack: failure.stack,
  }
}

function uncarry(carried: CarriedError): Error {
  const error = revive(carried)
  if (carried.stack !== undefined) error.stack = carried.stack
  return error
}

function revive({ kind, code, message, details }: CarriedError): Error {
  if (kind === 'type') return new TypeError(message)
  if (kind === 'range') return new RangeError(message)
  if (kind === 'app' && code in ERROR_TABLE) return new AppError(code as ErrorCode, message, { details })
  return new Error(message)
}

/** The worker's side: tells its owner something that was not asked for. */
export function sendSignal(signal: unknown): void {
  parentPort?.postMessage({ signal } satisfies Signal)
}

/**
 * The worker's side: starts, says so, then answers requests until told to end. A method named `close` is the
 * last one: its answer is sent, then the thread ends by itself.
 */
export function serveWorker(start: () => Handlers | Promise<Handlers>): void {
  const port = parentPort
  if (port === null) throw new TypeError('serveWorker: must run in a worker thread')
  const answer = async (call: number, work: () => unknown) => {
    try {
      port.postMessage({ call, result: await work() } satisfies Response)
    } catch (error) {
      port.postMessage({ call, error: carry(error) } satisfies Response)
    }
  }
  void answer(START, async () => {
    const handlers = (await start()) as Record<string, (argument: unknown) => unknown>
    port.on('message', ({ call, method, argument }: Request) => {
      void answer(call, () => handlers[method]?.(argument)).then(() => {
        if (method === 'close') port.close()
      })
    })
  })
}

export interface WorkerClientOptions {
  /** For messages: `write`, `read`, `vector`. */
  readonly name: string
  /** The compiled worker file. */
  readonly file: URL
  readonly data: unknown
  /** Called for what the worker tells unasked. */
  onSignal?(signal: unknown): void
  /** Called once when the thread ends without having been closed. */
  onDeath(error: AppError): void
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** The owner's side of one worker thread. */
export class WorkerClient<H extends Handlers> {
  private readonly waiting = new Map<number, Waiting>()
  private lastCall = START
  private death: AppError | undefined
  private closing = false
  private readonly worker: Worker
  private readonly exited: Promise<void>

  private constructor(private readonly options: WorkerClientOptions) {
    this.worker = new Worker(options.file, {
      workerData: options.data,
      name: `youju-${options.name}`,
      resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MAX_MB },
    })
    this.worker.on('message', (message: FromWorker) => {
      this.receive(message)
    })
    this.worker.on('error', (error: unknown) => {
      this.die(error)
    })
    this.exited = new Promise(resolve => {
      this.worker.once('exit', code => {
        this.die(new Error(`exit code ${code}`))
        resolve()
      })
    })
  }

  /** @throws what the worker's start threw */
  static async start<H extends Handlers>(options: WorkerClientOptions): Promise<WorkerClient<H>> {
    const client = new WorkerClient<H>(options)
    try {
      await new Promise((resolve, reject) => client.waiting.set(START, { resolve, reject }))
    } catch (error) {
      client.closing = true
      await client.worker.terminate()
      throw error
    }
    return client
  }

  /** @throws {AppError} `not_ready` when the thread has ended; what the method threw */
  call<M extends keyof H & string>(method: M, argument: Argument<H, M>): Promise<Result<H, M>> {
    if (this.death !== undefined) return Promise.reject(this.death)
    if (this.closing) return Promise.reject(closed())
    const call = ++this.lastCall
    return new Promise((resolve, reject) => {
      this.waiting.set(call, {
        resolve: result => {
          resolve(result as Result<H, M>)
        },
        reject,
      })
      this.worker.postMessage({ call, method, argument } satisfies Request)
    })
  }

  /** Waits for what was asked before, calls the worker's `close` and waits for the thread to end. */
  async close(): Promise<void> {
    if (!this.closing && this.death === undefined) {
      const closed = this.call('close', undefined as Argument<H, 'close'>)
      this.closing = true
      await closed
    }
    await this.exited
  }

  private receive(message: FromWorker): void {
    if ('signal' in message) {
      this.options.onSignal?.(message.signal)
      return
    }
    const waiting = this.waiting.get(message.call)
    this.waiting.delete(message.call)
    if ('error' in message) waiting?.reject(uncarry(message.error))
    else waiting?.resolve(message.result)
  }

  private die(cause: unknown): void {
    if (this.death !== undefined) return
    this.death = this.closing ? closed() : ended(this.options.name, cause)
    for (const { reject } of this.waiting.values()) reject(this.death)
    this.waiting.clear()
    if (!this.closing) this.options.onDeath(this.death)
  }
}

function closed(): AppError {
  return new AppError('shutting_down', 'The archive is closed. What was acknowledged is kept.')
}

function ended(name: string, cause: unknown): AppError {
  // An error loses its class between threads, and keeps its code.
  if (
    cause instanceof Error &&
    'code' in cause &&
    typeof cause.code === 'string' &&
    cause.code in ERROR_TABLE
  )
    return new AppError(cause.code as ErrorCode, cause.message, { cause })
  return new AppError(
    'not_ready',
    `The ${name} thread of the archive has ended. What was acknowledged is kept; restart to go on.`,
    { cause },
  )
}
