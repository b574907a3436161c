import { setMaxListeners } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../core/errors.js'
import { packageRoot } from '../core/package-root.js'
import { estimateTokens, planGroups } from './batch-planner.js'
import type { Embedder, EmbedderState, EmbeddingKind } from './embedder.js'
import { EmbeddingThread } from './embedding-thread.js'
import { readModelFolder, type Model } from './model-folder.js'
import { fetchHubModel, type HubOptions } from './model-hub.js'
import { locateModel } from './model-location.js'
import { QueryCache } from './query-cache.js'
import { ThreadPool } from './thread-pool.js'

/**
 * Of each text only this many UTF-16 units per token of the model's limit are looked at, so that tokenising a
 * huge text takes bounded time. Prose has 1 (Chinese) to 5 (English) units a token, so nothing that the model
 * would have read is lost.
 */
const MAX_UNITS_PER_TOKEN = 16
const MAX_BATCH = 512
const MAX_DEFAULT_CORES = 4
/** A model with so much may be loaded once more in each worker without asking: it takes 65 MB. */
const SMALL_WEIGHTS_BYTES = 32 * 1024 * 1024
const ADDITIONAL_WORKER_IDLE_MS = 60_000

export interface LocalEmbedderOptions {
  /** A built-in model's name, a folder, or `owner/name` on a hub. */
  readonly model: string
  readonly hub: HubOptions
  /**
   * Most worker threads, each with the model loaded, 1 or more: one is always there, the others come while much waits.
   * By default one a core, at most 4, for a model of at most 32 MiB; one for a larger one.
   */
  readonly workers?: number | undefined
  /**
   * Threads that the worker that is always there computes with, 1 or more. By default one for a model of at most
   * 32 MiB; one a core, at most 4, for a larger one.
   */
  readonly threads?: number | undefined
  /** Padded tokens of one run, which bounds its memory and how long a query waits behind it. */
  readonly batchTokens: number
  /** Query vectors remembered; 0 remembers none. */
  readonly queryCacheEntries: number
}

/**
 * Loads an ONNX model on worker threads. Settles when every thread is able to embed.
 * @throws {AppError} `model_unavailable`, saying what is missing and what to do
 */
export async function createLocalEmbedder(options: LocalEmbedderOptions): Promise<Embedder> {
  const location = locateModel(options.model, builtInFolder())
  const folder =
    location.kind === 'folder' ? location.folder : await fetchHubModel(location.name, options.hub)
  const model = await readModelFolder(folder)
  const { batchTokens } = options
  const size = defaultSize(model)
  const { workers = size.workers, threads = size.threads } = options
  const pool = await ThreadPool.start({
    most: workers,
    idleMs: ADDITIONAL_WORKER_IDLE_MS,
    spawn: isAdditional =>
      new EmbeddingThread({
        ...{ model, threads: isAdditional ? 1 : threads, batchTokens },
        isBackground: isAdditional,
      }),
  })
  return new LocalEmbedder(model, pool, batchTokens, new QueryCache(options.queryCacheEntries))
}

/** Runs side by side use the cores better than one run with several threads, which wait for each other at each step. */
function defaultSize({ weightsBytes }: Model): { workers: number; threads: number } {
  const cores = Math.min(MAX_DEFAULT_CORES, availableParallelism())
  return weightsBytes <= SMALL_WEIGHTS_BYTES ? { workers: cores, threads: 1 } : { workers: 1, threads: cores }
}

/** The id that the embedder of a model would have, without loading it; undefined for a model on a hub. */
export async function localModelId(setting: string): Promise<string | undefined> {
  const location = locateModel(setting, builtInFolder())
  return location.kind === 'folder' ? (await readModelFolder(location.folder)).id : undefined
}

const builtInFolder = () => join(packageRoot(), 'embeddings', 'models')

class LocalEmbedder implements Embedder {
  readonly maxBatch = MAX_BATCH
  readonly #maxUnits: number

  constructor(
    private readonly model: Model,
    private readonly pool: ThreadPool,
    private readonly batchTokens: number,
    private readonly queries: QueryCache,
  ) {
    this.#maxUnits = model.maxTokens * MAX_UNITS_PER_TOKEN
  }

  get id(): string {
    return this.model.id
  }

  get dimensions(): number {
    return this.model.dimensions
  }

  async embed(texts: readonly string[], kind: EmbeddingKind, signal?: AbortSignal): Promise<Float32Array[]> {
    signal?.throwIfAborted()
    if (kind === 'query') return Promise.all(texts.map(text => this.#embedQuery(text, signal)))
    return this.#embedPassages(texts, signal)
  }

  state(): EmbedderState {
    const { urgent, patient } = this.pool.waiting
    const { hits, misses } = this.queries
    return { waitingQueries: urgent, waitingPassages: patient, cacheHits: hits, cacheMisses: misses }
  }

  close(): Promise<void> {
    return this.pool.close()
  }

  /** Alone in its run, so that a question's vector never depends on what else is asked. */
  #embedQuery(text: string, signal?: AbortSignal): Promise<Float32Array> {
    const input = this.#prepare(text, this.model.queryPrefix)
    const compute = async (given: AbortSignal): Promise<Float32Array> => {
      const [vector] = await this.pool.run({ texts: [input], urgent: true, signal: given })
      if (vector === undefined)
        throw new AppError('embedding_failed', 'The question got no vector. Try again.')
      return vector
    }
    return this.queries.get(input, compute, signal)
  }

  async #embedPassages(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const inputs = texts.map(text => this.#prepare(text, this.model.passagePrefix))
    const lengths = inputs.map(input => estimateTokens(input, this.model.maxTokens))
    const vectors = new Array<Float32Array>(texts.length)
    // One failed group fails the call: the others need not be run.
    const failure = new AbortController()
    const either = signal === undefined ? failure.signal : AbortSignal.any([signal, failure.signal])
    // One listener a waiting group, and there may be many.
    setMaxListeners(0, either)
    const runs = planGroups(lengths, this.batchTokens).map(async group => {
      const results = await this.pool.run({
        texts: group.map(position => inputs[position] ?? ''),
        urgent: false,
        call: texts,
        signal: either,
      })
      group.forEach((position, row) => {
        const vector = results[row]
        if (vector !== undefined) vectors[position] = vector
      })
    })
    try {
      await Promise.all(runs)
    } catch (error) {
      failure.abort(error)
      throw error
    }
    return vectors
  }

  #prepare(text: string, prefix: string): string {
    return `${prefix}${text}`.slice(0, this.#maxUnits)
  }
}
