import { join } from 'node:path'
import { createAnswerer } from './answer/answerer.js'
import type { Answerer } from './answer/answer.js'
import { CuratedDesk } from './answer/curated/curated-desk.js'
import { UnansweredDesk } from './answer/unanswered/unanswered-desk.js'
import { CONFIDENCE_MODEL } from './answer/confidence-model.js'
import { systemClock, type Clock } from './core/clock.js'
import type { Config } from './core/config.js'
import { createLogger, type Logger } from './core/log.js'
import type { Generator } from './answer/generate/generator.js'
import { readSelectorModel } from './answer/selector/selector-model.js'
import { createSentenceSelector } from './answer/selector/sentence-selector.js'
import { createSegmenter, type Segmenter } from './core/text/segmenter.js'
import { createTokeniser } from './core/text/tokenise.js'
import type { Job } from './core/types.js'
import type { Embedder } from './embeddings/embedder.js'
import type { Fetcher } from './ingest/fetch/fetcher.js'
import { openFetcher } from './ingest/fetch/open-fetcher.js'
import { createLocalEmbedder, localModelId } from './embeddings/local-embedder.js'
import { createFairIngestor } from './ingest/fair-ingestor.js'
import type { FileReading } from './ingest/file-reading.js'
import type { Ingestor } from './ingest/ingestor.js'
import { createFileReading } from './ingest/isolation/reading-pool.js'
import { createIngestor, type IngestorDeps } from './ingest/pipeline.js'
import { openUploads } from './ingest/uploads/open-uploads.js'
import type { Uploads } from './ingest/uploads/upload-jobs.js'
import { ReEmbedding } from './ingest/re-embed.js'
import { RepeatedImports } from './ingest/repeated-imports.js'
import { createSourceService, type SourceService } from './ingest/sources/source-service.js'
import { Reindexing, type ReindexOrder } from './ingest/reindex.js'
import { startUpkeep } from './ingest/upkeep.js'
import { createWithdrawals, type Withdrawals } from './ingest/withdrawals.js'
import { openReranker } from './retrieval/remote-reranker.js'
import { createRetriever } from './retrieval/retriever.js'
import type { Retriever } from './retrieval/search.js'
import { Access } from './server/access/access.js'
import { modelTokensPerDay } from './server/limits/model-tokens.js'
import { openTelemetry } from './server/observe/open-telemetry.js'
import type { Telemetry } from './server/observe/telemetry.js'
import type { Archive } from './store/archive.js'
import type { Maintenance } from './store/maintenance.js'
import { publishLockUrl, readLockOwner, type LockOwner } from './store/embedded/directory-lock.js'
import { openEmbeddedArchive } from './store/embedded/embedded-archive.js'
import { embeddedMaintenance } from './store/embedded/embedded-maintenance.js'

/** The assembled service: what the server and the command line work with. */
export interface Youju {
  readonly config: Config
  readonly log: Logger
  readonly clock: Clock
  readonly archive: Archive
  readonly access: Access
  readonly telemetry: Telemetry
  readonly embedder: Embedder
  readonly ingestor: Ingestor
  /** The one way to other hosts. */
  readonly fetcher: Fetcher
  /** Reads files apart from this process. */
  readonly reading: FileReading
  /** Where uploads wait, and what imports them. */
  readonly uploads: Uploads
  readonly retriever: Retriever
  readonly answerer: Answerer
  /** Keeps what editors answered. */
  readonly curated: CuratedDesk
  /** What was asked in vain. */
  readonly unanswered: UnansweredDesk
  readonly withdrawals: Withdrawals
  /** Brings sources up to date; `start` begins its schedule. */
  readonly sources: SourceService
  /** Makes everything that finds documents anew, in the background. @throws {AppError} `job_not_retryable` */
  readonly reindex: (order: ReindexOrder) => Promise<Job>
  /** Gives passages without a vector theirs, or joins that work. @returns its job; undefined: none is missing */
  readonly reEmbed: () => Promise<Job | undefined>
  /** Repeats an import of files in the background. @returns undefined when it is not known what it read */
  readonly repeatImport: (job: Job, owner: string) => Promise<Job | undefined>
  /** Tells other processes of this machine where this one serves the archive; null when it stops serving. */
  announce(url: string | null): void
  /**
   * Begins no more work in the background and resolves when none is under way; what is left of a job is taken up at
   * the next start. `close` does it, too: a server calls it while its last requests end.
   */
  stopWork(): Promise<void>
  /**
   * Ends background work, then the archive, then the model's threads.
   * @param deadline when it aborts, indexes that are not saved are left to the next start; see `Archive.close`
   */
  close(deadline?: AbortSignal): Promise<void>
}

export interface YoujuOptions {
  /** Default: the level of the settings. */
  readonly log?: Logger
  readonly clock?: Clock
  /** Whether what is due in the background begins by itself. Default true; a short command leaves it to others. */
  readonly upkeep?: boolean
}

/**
 * Opens the data directory of the settings and puts the service together: the only place that chooses
 * implementations.
 * @throws {AppError} `archive_busy`, `archive_damaged`, `archive_too_new`, `model_unavailable`, `disk_full`
 */
export async function openYouju(config: Config, options: YoujuOptions = {}): Promise<Youju> {
  const log = options.log ?? createLogger(config.YOUJU_LOG_LEVEL)
  const clock = options.clock ?? systemClock
  const fetcher = openFetcher(config)
  const selector = createSentenceSelector(await readSelectorModel())
  const embedder = await createLocalEmbedder({
    model: config.YOUJU_EMBEDDING_MODEL,
    hub: {
      enabled: config.YOUJU_EMBEDDING_HUB,
      endpoint: config.HF_ENDPOINT,
      folder: join(config.dataDir, 'models'),
    },
    workers: config.YOUJU_EMBEDDING_WORKERS,
    threads: config.YOUJU_EMBEDDING_THREADS,
    batchTokens: config.YOUJU_EMBEDDING_BATCH_TOKENS,
    queryCacheEntries: config.YOUJU_EMBEDDING_QUERY_CACHE_ENTRIES,
  })
  let archive: Archive
  try {
    const { id: modelId, dimensions } = embedder
    archive = await openEmbeddedArchive({
      dataDir: config.dataDir,
      modelId,
      dimensions,
      log,
      clock,
      diskMinFreeBytes: config.YOUJU_DISK_MIN_FREE_MB * 1_000_000,
    })
  } catch (error) {
    await embedder.close()
    throw error
  }
  const access = await Access.open({
    records: archive.access,
    clock,
    log,
    failuresPerMinute: config.YOUJU_AUTH_FAILURES_PER_MINUTE,
    modelTokensPerDay: modelTokensPerDay(config),
  })
  const telemetry = await openTelemetry(config)
  const segmenter = createSegmenter()
  const tokeniser = createTokeniser(segmenter)
  const reranker = openReranker(config)
  const retriever = createRetriever({ archive, embedder, tokeniser, clock, reranker })
  const curated = new CuratedDesk({ archive, embedder, segmenter, clock })
  const generator = await openGenerator({ config, log, archive, segmenter })
  const reading = openFileReading(config, log)
  const ingestor = openIngestor(config, { archive, embedder, tokeniser })
  const inTurn = { archive, ingestor: createFairIngestor(ingestor), reading, clock, log }
  const uploads = openUploads(config, inTurn)
  const reEmbedding = new ReEmbedding({ archive, embedder, log })
  const sources = createSourceService({ ...inTurn, fetcher })
  const imports = new RepeatedImports(inTurn)
  const reindexing = new Reindexing({ archive, embedder, tokeniser, log })
  const background =
    options.upkeep === false
      ? { stop: () => reEmbedding.stop() }
      : startUpkeep({ config, log, clock, archive, reEmbedding, uploads })
  const stopWork = async (): Promise<void> => {
    await Promise.all([sources.stop(), uploads.jobs.stop(), imports.stop(), reindexing.stop()])
  }
  return {
    config,
    log,
    clock,
    archive,
    access,
    telemetry,
    embedder,
    ingestor,
    sources,
    fetcher,
    reading,
    uploads,
    retriever,
    curated,
    unanswered: new UnansweredDesk({ archive, curated, embedder, segmenter }),
    answerer: createAnswerer({
      archive,
      curated,
      retriever,
      segmenter,
      selector,
      clock,
      confidenceModel: CONFIDENCE_MODEL,
      minConfidence: config.YOUJU_ANSWER_MIN_CONFIDENCE,
      generator,
      onAnswered: telemetry.answered,
      conversation: {
        turns: config.YOUJU_CONVERSATION_TURNS,
        minutes: config.YOUJU_CONVERSATION_MINUTES,
      },
    }),
    withdrawals: createWithdrawals({ archive, tokeniser, reEmbed: () => reEmbedding.start() }),
    reEmbed: () => reEmbedding.start(),
    reindex: order => reindexing.start(order),
    repeatImport: (job, owner) => imports.begin(job, owner),
    announce(url) {
      publishLockUrl(config.dataDir, url, access.operatorToken)
    },
    stopWork,
    async close(deadline) {
      await Promise.all([stopWork(), reading.close()])
      await background.stop()
      await fetcher.close()
      await access.close()
      // A receiver of traces that does not answer keeps nothing open.
      await Promise.all([telemetry.close(), archive.close(deadline)])
      await embedder.close()
    },
  }
}

function openIngestor(config: Config, rooms: Omit<IngestorDeps, 'limits'>): Ingestor {
  return createIngestor({
    ...rooms,
    limits: {
      batchPassages: config.YOUJU_INGEST_BATCH_PASSAGES,
      documentMaxCharacters: config.YOUJU_DOCUMENT_MAX_CHARACTERS,
    },
  })
}

/** The reading of files by itself, for a process whose documents go to another. No process starts before a file is read. */
export function openFileReading(config: Config, log: Logger): FileReading {
  return createFileReading({
    processes: config.YOUJU_READER_PROCESSES,
    memoryMiB: config.YOUJU_READER_MEMORY_MIB,
    timeoutMs: config.YOUJU_READER_TIMEOUT_MS,
    maxCharacters: config.YOUJU_DOCUMENT_MAX_CHARACTERS,
    log,
  })
}

/** Who holds the data directory of the settings; undefined when nobody does. Not for the holder itself. */
export function holderOf(config: Config): LockOwner | undefined {
  return readLockOwner(config.dataDir)
}

/** The operator's work on the data directory of the settings, also while another process holds it. */
export function maintenanceOf(config: Config): Maintenance {
  return embeddedMaintenance(config.dataDir)
}

/** The id of the model whose vectors a service of these settings would serve; undefined when it must be fetched first. */
export function servedModelId({ YOUJU_EMBEDDING_MODEL: model }: Config): Promise<string | undefined> {
  return localModelId(model)
}

/** Share of a request's time that the language model may use: the quoted answer must still come in time. */
const MODEL_TIME_SHARE = 0.8

/** Undefined when no language model is configured; its libraries (45 MB of memory) are not even loaded then. */
async function openGenerator({
  config,
  log,
  archive,
  segmenter,
}: Pick<Youju, 'config' | 'log' | 'archive'> & { readonly segmenter: Segmenter }): Promise<
  Generator | undefined
> {
  const { YOUJU_LLM_BASE_URL: baseUrl, YOUJU_LLM_MODEL: name } = config
  if (baseUrl === undefined || name === undefined) return undefined
  const [{ createGenerator }, { createLangChainModel }] = await Promise.all([
    import('./answer/generate/generator.js'),
    import('./answer/generate/langchain-model.js'),
  ])
  const model = createLangChainModel({
    baseUrl,
    model: name,
    apiKey: config.YOUJU_LLM_API_KEY,
    temperature: config.YOUJU_LLM_TEMPERATURE,
    maxOutputTokens: config.YOUJU_LLM_MAX_OUTPUT_TOKENS,
  })
  return createGenerator({
    model,
    archive,
    segmenter,
    log,
    timeoutMs: Math.min(
      config.YOUJU_LLM_TIMEOUT_MS,
      Math.floor(MODEL_TIME_SHARE * config.YOUJU_REQUEST_TIMEOUT_MS),
    ),
    maxOutputTokens: config.YOUJU_LLM_MAX_OUTPUT_TOKENS,
    maxContextCharacters: config.YOUJU_LLM_CONTEXT_CHARACTERS,
    concurrentRequests: config.YOUJU_LLM_CONCURRENT_REQUESTS,
    unsupported: config.YOUJU_UNSUPPORTED,
  })
}
