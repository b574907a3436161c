import type { Answerer } from '../answer/answer.js'
import type { CuratedDesk } from '../answer/curated/curated-desk.js'
import type { UnansweredDesk } from '../answer/unanswered/unanswered-desk.js'
import type { Clock } from '../core/clock.js'
import type { Config } from '../core/config.js'
import type { Logger } from '../core/log.js'
import type { Job } from '../core/types.js'
import type { Embedder } from '../embeddings/embedder.js'
import type { Ingestor } from '../ingest/ingestor.js'
import type { SourceService } from '../ingest/sources/source-service.js'
import type { ReindexOrder } from '../ingest/reindex.js'
import type { Withdrawals } from '../ingest/withdrawals.js'
import type { Uploads } from '../ingest/uploads/upload-jobs.js'
import type { Retriever } from '../retrieval/search.js'
import type { Fetcher } from '../ingest/fetch/fetcher.js'
import type { Archive } from '../store/archive.js'
import type { ChannelSettings } from './channels/channel-settings.js'
import type { Gate } from './http/gate.js'
import type { Telemetry } from './observe/telemetry.js'
import type { Access } from './access/access.js'

/** How far the stop of the server has come. */
export interface Lifecycle {
  /** Aborts when the stop begins: no new work; endless streams end. */
  readonly stopping: AbortSignal
  /** Aborts when the time for finishing is over: work in flight is given up. */
  readonly cutoff: AbortSignal
}

/** What the HTTP side works with: the assembled service, narrowed to what is used. */
export interface ServerDeps {
  readonly config: Config
  readonly log: Logger
  readonly clock: Clock
  readonly archive: Archive
  readonly access: Access
  readonly embedder: Embedder
  readonly ingestor: Ingestor
  readonly uploads: Uploads
  readonly retriever: Retriever
  readonly answerer: Answerer
  /** Keeps what editors answered. */
  readonly curated: CuratedDesk
  /** What was asked in vain. */
  readonly unanswered: UnansweredDesk
  readonly withdrawals: Withdrawals
  readonly sources: SourceService
  /** Makes everything that finds documents anew, in the background. @throws {AppError} `job_not_retryable` */
  readonly reindex: (order: ReindexOrder) => Promise<Job>
  /** Gives passages without a vector theirs, or joins that work. @returns its job; undefined: none is missing */
  readonly reEmbed: () => Promise<Job | undefined>
  /** Repeats an import of files in the background. @returns undefined when it is not known what it read */
  readonly repeatImport: (job: Job, owner: string) => Promise<Job | undefined>
  /** Folder of the built pages, one folder a page in it. */
  readonly webDir: string
  readonly lifecycle: Lifecycle
  /** What is still under way before questions can be answered, for the readiness check; undefined when nothing is. */
  readonly preparing?: () => string | undefined
  /** Told what the service does. */
  readonly telemetry?: Telemetry
  /** Those of the app, for whoever wants to know how full they are. */
  readonly gates?: Readonly<Record<string, Gate>>
  /** Time between keep-alive comments of event streams, milliseconds. Default 15,000. */
  readonly heartbeatMs?: number
  /** Time between looks whether a stream without a deadline still may be read by its caller, milliseconds. Default 2,000. */
  readonly rightCheckMs?: number
  /** The way out to other hosts, for webhooks. */
  readonly fetcher: Pick<Fetcher, 'fetch'>
  /** Time between looks at what webhooks have to tell, milliseconds. Default 2,000. */
  readonly webhookPollMs?: number
  /** Accounts of chat platforms. Default: none. */
  readonly channels?: ChannelSettings
  /** Longest time that a chat platform is kept waiting for a reply, milliseconds. Default 4,500. */
  readonly channelReplyMs?: number
  /** Time between looks at a job that is followed, milliseconds. Default 500. */
  readonly jobPollMs?: number
}
