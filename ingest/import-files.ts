import { AppError } from '../core/errors.js'
import type { JobError, JobState, UpsertResult } from '../core/types.js'
import type { Archive } from '../store/archive.js'
import type { FileReading } from './file-reading.js'
import type { Ingestor } from './ingestor.js'
import type { ReadDocument } from './reader.js'
import { readFiles } from './read-files.js'
import { findFiles, type FoundFiles } from './walk-files.js'

export interface ImportProgress {
  readonly bytesDone: number
  readonly bytesTotal: number
  readonly documents: number
  readonly failed: number
}

export interface ImportRequest {
  readonly paths: readonly string[]
  /** Which of the files below the paths to read, by their id; default all. */
  readonly accepts?: ((id: string) => boolean) | undefined
  readonly collection: string
  /** Where the documents go: the ingestor of this process, or a running server. */
  readonly ingestor: Ingestor
  readonly reading: FileReading
  /** Where the import is recorded; left out when the documents go to another process. */
  readonly archive?: Pick<Archive, 'createJob' | 'updateJob'> | undefined
  /** Who began it; default the operator. */
  readonly owner?: string | undefined
  /** Name of the job's kind; default `import`. */
  readonly kind?: string | undefined
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  /** Stops the import after the documents in hand. */
  readonly signal?: AbortSignal | undefined
}

export interface ImportSummary {
  readonly jobId: string | null
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly failed: number
  /** Files whose ending no reader takes. */
  readonly skipped: number
  /** Of the documents created and updated. */
  readonly passages: number
  readonly seconds: number
  /** It was stopped, by the signal or by cancelling its job; what is counted here is kept. */
  readonly cancelled: boolean
  /** The first 1,000 failures. */
  readonly errors: readonly JobError[]
}

/** Documents handed over together: enough for several batches to overlap; bounds memory and a request's body. */
const GROUP_DOCUMENTS = 256
const GROUP_CHARACTERS = 500_000
const MAX_ERRORS_KEPT = 1000
/** Failures that are a document's own fault: the rest of the import goes on. */
const DOCUMENT_FAULTS = new Set([400, 413, 422])

/**
 * Reads files and hands their documents to the ingestor in bounded groups. What fails is reported item by
 * item with its reason and the rest goes on.
 * @throws {AppError} `invalid_request` for paths that do not exist; what stops everything, such as
 * `collection_not_found`, `disk_full`, `embedding_failed`: what was reported before is kept
 */
export async function importFiles(request: ImportRequest): Promise<ImportSummary> {
  const found = await findFiles(request.paths, request.accepts)
  const run = new ImportRun(request, found)
  await run.begin()
  try {
    await run.readAll()
    return await run.end(run.isStopped ? 'cancelled' : 'done')
  } catch (error) {
    if (run.isStopped) return run.end('cancelled')
    await run.end('failed', error)
    throw error
  }
}

class ImportRun {
  private readonly begunMs = performance.now()
  private readonly counts = { created: 0, updated: 0, unchanged: 0 }
  private readonly errors: JobError[] = []
  private readonly bytesTotal: number
  private passages = 0
  private failed = 0
  private bytesDone = 0
  private jobId: string | null = null
  /** Aborts when the job turns out to be cancelled. */
  private readonly cancellation = new AbortController()
  private readonly stop: AbortSignal

  constructor(
    private readonly request: ImportRequest,
    private readonly found: FoundFiles,
  ) {
    this.bytesTotal = found.files.reduce((bytes, file) => bytes + file.bytes, 0)
    this.stop = AbortSignal.any([this.cancellation.signal, ...(request.signal ? [request.signal] : [])])
  }

  get isStopped(): boolean {
    return this.stop.aborted
  }

  async begin(): Promise<void> {
    const isCounted = this.found.files.every(file => file.format.documents === 'one')
    const total = isCounted ? this.found.files.length : null
    const { archive, kind = 'import', owner, collection } = this.request
    const made = { ...(owner !== undefined && { owner }), collections: [collection] }
    const job = await archive?.createJob(kind, total, made)
    this.jobId = job?.id ?? null
    await this.record({ state: 'running' })
  }

  async readAll(): Promise<void> {
    let group: ReadDocument[] = []
    let characters = 0
    let current = this.found.files[0]
    for await (const { file, item } of readFiles(this.found.files, this.request.reading, this.stop)) {
      if (this.isStopped) return
      if (file !== current) this.bytesDone += current?.bytes ?? 0
      current = file
      if (!('document' in item)) {
        this.fail(item)
        continue
      }
      group.push(item.document)
      characters += item.document.text.length
      if (group.length < GROUP_DOCUMENTS && characters < GROUP_CHARACTERS) continue
      await this.put(group)
      group = []
      characters = 0
    }
    await this.put(group)
    this.bytesDone = this.bytesTotal
    this.report()
  }

  async end(state: 'done' | 'failed' | 'cancelled', error?: unknown): Promise<ImportSummary> {
    if (error instanceof AppError) this.keepError({ item: '*', code: error.code, detail: error.message })
    const total = state === 'done' ? { total: this.documents + this.failed } : {}
    const recorded = await this.record({ state, ...total })
    return {
      jobId: this.jobId,
      ...this.counts,
      failed: this.failed,
      skipped: this.found.skipped,
      passages: this.passages,
      seconds: Number(((performance.now() - this.begunMs) / 1000).toFixed(2)),
      cancelled: (recorded ?? state) === 'cancelled',
      errors: this.errors,
    }
  }

  private get documents(): number {
    return this.counts.created + this.counts.updated + this.counts.unchanged
  }

  /** A group that is refused for one document is halved until the document stands alone. */
  private async put(group: readonly ReadDocument[]): Promise<void> {
    if (group.length === 0 || this.isStopped) return
    const { collection, ingestor } = this.request
    try {
      await ingestor.put(
        collection,
        group,
        {
          onBatch: async results => {
            this.count(results)
            await this.record({})
          },
        },
        this.stop,
      )
    } catch (error) {
      if (!(error instanceof AppError) || !DOCUMENT_FAULTS.has(error.status)) throw error
      const [only] = group
      if (group.length === 1) {
        this.fail({ item: only?.id ?? only?.title ?? '', code: error.code, detail: error.message })
        return
      }
      const middle = Math.ceil(group.length / 2)
      await this.put(group.slice(0, middle))
      await this.put(group.slice(middle))
    }
  }

  private count(results: readonly UpsertResult[]): void {
    for (const { status, passages } of results) {
      this.counts[status]++
      if (status !== 'unchanged') this.passages += passages
    }
    this.report()
  }

  private fail(error: JobError): void {
    this.failed++
    this.keepError({ item: error.item, code: error.code, detail: error.detail })
    this.report()
  }

  private keepError(error: JobError): void {
    if (this.errors.length < MAX_ERRORS_KEPT) this.errors.push(error)
  }

  private report(): void {
    const { bytesDone, bytesTotal, documents, failed } = this
    this.request.onProgress?.({ bytesDone, bytesTotal, documents, failed })
  }

  /** @returns the state of the job: `cancelled` also when somebody else made it so */
  private async record(change: { state?: JobState; total?: number }): Promise<JobState | undefined> {
    if (this.jobId === null) return undefined
    const { documents: done, failed, errors } = this
    const job = await this.request.archive?.updateJob(this.jobId, { ...change, done, failed, errors })
    if (job?.state === 'cancelled') this.cancellation.abort()
    return job?.state
  }
}
