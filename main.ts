import type { Answerer } from './answer/answer.js'
import type { Config } from './core/config.js'
import type { Logger } from './core/log.js'
import type { Embedder } from './embeddings/embedder.js'
import type { Ingestor } from './ingest/ingestor.js'
import type { Retriever } from './retrieval/search.js'
import type { Archive } from './store/archive.js'

/** The assembled service: what the server and the command line work with. */
export interface Youju {
  readonly config: Config
  readonly log: Logger
  readonly archive: Archive
  readonly embedder: Embedder
  readonly ingestor: Ingestor
  readonly retriever: Retriever
  readonly answerer: Answerer
  /** Ends background work, then the workers, then the archive. */
  close(): Promise<void>
}
