import type { ErrorCode } from '../core/errors.js'
import type { ImportSummary } from '../ingest/import-files.js'
import type { Wire } from '../server/shapes/response-schemas.js'
import type { EvaluationMessages } from './evaluate/evaluation-messages.js'
import type { Language } from './language.js'
import type { SourceMessages } from './source-messages.js'
import { english } from './messages-en.js'
import type { AccessMessages } from './access-messages.js'
import type { CuratedMessages } from './curated-messages.js'
import type { WebhookMessages } from './webhook-messages.js'
import type { JobMessages } from './job-messages.js'
import type { OperationsMessages } from './operations-messages.js'
import { chinese } from './messages-zh-cn.js'

/** What `youju serve` says when it is ready. */
export interface Serving {
  readonly version: string
  readonly url: string
  readonly pid: number
  readonly dataDir: string
  readonly documents: number
  readonly hasSamples: boolean
  /** There was never a key: only this machine is served, without one. */
  readonly isKeyless: boolean
}

/** Everything that the commands say, in one language. Content of the archive is never translated. */
export interface Messages {
  readonly help: {
    readonly program: string
    /** The titles of commander's help by their English text. */
    readonly titles: Readonly<Record<string, string>>
    readonly helpOption: string
    readonly versionOption: string
    readonly helpCommand: string
    readonly afterwards: string
    readonly commands: Readonly<Record<CommandName, string>>
    readonly arguments: Readonly<Record<ArgumentName, string>>
    readonly options: Readonly<Record<OptionName, string>>
  }

  readonly loadingSamples: string
  readonly samplesLoaded: (documents: number) => string
  readonly serving: (serving: Serving) => string
  readonly stopping: string
  readonly stopped: string

  readonly sources: string
  readonly confidence: (confidence: number, tookMs: number) => string
  readonly nearest: string
  /** @param page null: the document has no pages */
  readonly place: (start: number, end: number, page?: number | null) => string
  readonly withdrawn: string
  readonly pinned: string
  readonly nothingFound: string
  readonly hits: (hits: number, tookMs: number) => string

  readonly trace: TraceMessages
  readonly evaluation: EvaluationMessages

  /** Format of cli-progress. */
  readonly progressBar: string
  readonly imported: (summary: ImportSummary) => string
  readonly failures: (shown: number, failed: number) => string
  readonly nothingToImport: string

  readonly following: SourceMessages

  readonly collection: (collection: Wire<'Collection'>) => string
  readonly collectionRemoved: (id: string) => string
  readonly documentRemoved: (id: string) => string
  readonly passages: (passages: number) => string
  readonly noDocuments: string
  readonly nextPage: (cursor: string) => string
  readonly noJobs: string
  readonly jobStates: Readonly<Record<Wire<'Job'>['state'], string>>
  readonly job: (job: Wire<'Job'>, state: string) => string

  readonly jobs: JobMessages
  readonly operations: OperationsMessages
  readonly access: AccessMessages
  readonly webhooks: WebhookMessages
  readonly curated: CuratedMessages

  readonly failed: (code: string) => string
  readonly badUsage: string
  readonly seeHelp: string
  /** What happened and what to do. The message of the error follows with the particulars. */
  readonly errors: Readonly<Record<ErrorCode, string>>
}

/** What `youju ask --trace` says. */
export interface TraceMessages {
  readonly none: string
  readonly title: string
  readonly understood: string
  readonly question: (question: string) => string
  readonly subject: (subject: string) => string
  readonly published: Readonly<Record<'filter' | 'boost', (after: string, before: string) => string>>
  readonly phrases: (phrases: readonly string[]) => string
  readonly terms: string
  readonly passages: string
  readonly sentences: string
  readonly confidence: (confidence: number, least: number) => string
  readonly dropped: string
  readonly droppedCitation: (place: string) => string
  readonly droppedStatement: (reason: string) => string
  readonly timings: string
  readonly stages: (timings: Wire<'AnswerTrace'>['timings_ms']) => string
  readonly hidden: (passages: number) => string
  /** @param rank from 1 */
  readonly pinned: (rank: number) => string
}

export type CommandName =
  | 'serve'
  | 'ingest'
  | 'ask'
  | 'search'
  | 'collections'
  | 'collections list'
  | 'collections create'
  | 'collections settings'
  | 'collections delete'
  | 'documents'
  | 'documents list'
  | 'documents show'
  | 'documents delete'
  | 'documents withdraw'
  | 'documents restore'
  | 'documents pin'
  | 'documents unpin'
  | 'eval'
  | 'sources'
  | 'sources list'
  | 'sources sync'
  | 'sources remove'
  | 'jobs'
  | 'jobs list'
  | 'jobs show'
  | 'jobs follow'
  | 'jobs retry'
  | 'jobs cancel'
  | 'verify'
  | 'reindex'
  | 'storage'
  | 'backup'
  | 'restore'
  | 'mcp'

export type ArgumentName =
  | 'source'
  | 'path'
  | 'question'
  | 'questions'
  | 'query'
  | 'collection'
  | 'document'
  | 'job'
  | 'followedJob'
  | 'backupFolder'

export type OptionName =
  | 'json'
  | 'jsonEvents'
  | 'collections'
  | 'collection'
  | 'name'
  | 'settingsFile'
  | 'answerMode'
  | 'searchMode'
  | 'conversation'
  | 'trace'
  | 'concurrency'
  | 'runName'
  | 'compare'
  | 'report'
  | 'keepAnswers'
  | 'noSave'
  | 'after'
  | 'before'
  | 'tag'
  | 'force'
  | 'watch'
  | 'asSitemap'
  | 'asFeed'
  | 'asCrawl'
  | 'every'
  | 'maxPages'
  | 'maxDepth'
  | 'include'
  | 'exclude'
  | 'acceptRemovals'
  | 'hits'
  | 'limit'
  | 'cursor'
  | 'order'
  | 'full'
  | 'reindexed'
  | 'vectors'
  | 'withdrawn'
  | 'pinned'
  | 'reason'

export function messagesFor(language: Language): Messages {
  return language === 'en' ? english : chinese
}
