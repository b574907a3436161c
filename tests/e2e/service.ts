import { join } from 'node:path'
import { createAnswerer } from '../../answer/answerer.js'
import { CONFIDENCE_MODEL } from '../../answer/confidence-model.js'
import { systemClock } from '../../core/clock.js'
import { readConfig, type Config } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTokeniser } from '../../core/text/tokenise.js'
import type { Embedder } from '../../embeddings/embedder.js'
import { createLocalEmbedder } from '../../embeddings/local-embedder.js'
import { createIngestor } from '../../ingest/pipeline.js'
import { createRetriever } from '../../retrieval/retriever.js'
import { serve } from '../../server/serve.js'
import type { Archive } from '../../store/archive.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'

/** The real service, with the built-in model, on a free port. */
export interface Service {
  readonly port: number
  close(): Promise<void>
}

/** @throws {AppError} as the rooms do when they open; nothing is left running then */
export async function startService(environment: Record<string, string>): Promise<Service> {
  const config = readConfig({ PORT: '0', YOUJU_SAMPLES: 'off', YOUJU_LOG_LEVEL: 'silent', ...environment })
  const log = createLogger(config.YOUJU_LOG_LEVEL)
  const embedder = await openEmbedder(config)
  const { id: modelId, dimensions } = embedder
  const archive = await openEmbeddedArchive({ dataDir: config.dataDir, modelId, dimensions, log }).catch(
    async (error: unknown) => {
      await embedder.close()
      throw error
    },
  )
  const rooms = connect(config, embedder, archive)
  const server = await serve({ config, log, clock: systemClock, webDir: '/nonexistent', ...rooms })
  return {
    port: server.port,
    async close() {
      await server.stop()
      await embedder.close()
      await archive.close()
    },
  }
}

function openEmbedder(config: Config): Promise<Embedder> {
  return createLocalEmbedder({
    model: config.YOUJU_EMBEDDING_MODEL,
    hub: { enabled: false, endpoint: config.HF_ENDPOINT, folder: join(config.dataDir, 'models') },
    workers: config.YOUJU_EMBEDDING_WORKERS,
    threads: config.YOUJU_EMBEDDING_THREADS,
    batchTokens: config.YOUJU_EMBEDDING_BATCH_TOKENS,
    queryCacheEntries: config.YOUJU_EMBEDDING_QUERY_CACHE_ENTRIES,
  })
}

function connect(config: Config, embedder: Embedder, archive: Archive) {
  const tokeniser = createTokeniser(createSegmenter())
  const limits = {
    batchPassages: config.YOUJU_INGEST_BATCH_PASSAGES,
    documentMaxCharacters: config.YOUJU_DOCUMENT_MAX_CHARACTERS,
  }
  const retriever = createRetriever({ archive, embedder, tokeniser })
  return {
    archive,
    embedder,
    retriever,
    ingestor: createIngestor({ archive, embedder, tokeniser, limits }),
    answerer: createAnswerer({
      ...{ archive, retriever, tokeniser, clock: systemClock, confidenceModel: CONFIDENCE_MODEL },
      minConfidence: config.YOUJU_ANSWER_MIN_CONFIDENCE,
    }),
  }
}
