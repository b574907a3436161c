import { AppError } from '../core/errors.js'
import type { JobError, JobState, UpsertResult } from '../core/types.js'
import type { Ingestor } from './ingestor.js'
import type { JobRecorder } from './job-recorder.js'
import type { ReadDocument } from './reader.js'

export interface SinkOptions {
  readonly collection: string
  /** Where the documents go: the ingestor of this process, or a running server. */
  readonly ingestor: Ingestor
  readonly jobs?: Pick<JobRecorder, 'updateJob'> | undefined
  readonly jobId?: string | undefined
  /** Called after each change of the counts. */
  readonly onChange?: (() => void) | undefined
  /** Stops the work after the documents in hand. */
  readonly signal?: AbortSignal | undefined
}

/** What became of the documents. */
export interface SinkCounts {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly removed: number
  readonly failed: number
  /** Of the documents created and updated. */
  readonly passages: number
}

/** Documents handed over together: enough for several batches to overlap; bounds memory and a request's body. */
const GROUP_DOCUMENTS = 256
const GROUP_CHARACTERS = 500_000
const MAX_ERRORS_KEPT = 1000
/** Failures that are a document's own fault: the rest goes on. */
const DOCUMENT_FAULTS = new Set([400, 413, 422])

/**
 * Takes documents one by one and hands them to the ingestor in bounded groups; counts what becomes of them, keeps
 * what fails with its reason, and records it all in a job.
 */
export class DocumentSink {
  private readonly counted = { created: 0, updated: 0, unchanged: 0, removed: 0, failed: 0, passages: 0 }
  private readonly kept: JobError[] = []
  private readonly failedIds = new Set<string>()
  private readonly onFailed = new WeakMap<ReadDocument, () => void>()
  private group: ReadDocument[] = []
  private characters = 0
  /** What is to be done once the documents before it are kept. */
  private afterwards: (() => Promise<void>)[] = []
  /** Aborts when the job turns out to be cancelled. */
  private readonly cancellation = new AbortController()
  readonly stop: AbortSignal

  constructor(private readonly options: SinkOptions) {
    this.stop = AbortSignal.any([this.cancellation.signal, ...(options.signal ? [options.signal] : [])])
  }

  get isStopped(): boolean {
    return this.stop.aborted
  }

  get counts(): SinkCounts {
    return { ...this.counted }
  }

  /** Documents that are kept as they should be now. */
  get documents(): number {
    return this.counted.created + this.counted.updated + this.counted.unchanged
  }

  /** The first 1,000 failures. */
  get errors(): readonly JobError[] {
    return this.kept
  }

  /** @param onFailed called when the document is refused */
  async add(document: ReadDocument, onFailed?: () => void): Promise<void> {
    if (onFailed !== undefined) this.onFailed.set(document, onFailed)
    this.group.push(document)
    this.characters += document.text.length
    if (this.group.length >= GROUP_DOCUMENTS || this.characters >= GROUP_CHARACTERS) await this.flush()
  }

  /** Runs when every document that was added before is kept or has failed; not when the work is stopped earlier. */
  after(work: () => Promise<void>): void {
    this.afterwards.push(work)
  }

  async flush(): Promise<void> {
    const { group, afterwards } = this
    this.group = []
    this.characters = 0
    this.afterwards = []
    await this.put(group)
    for (const work of afterwards) {
      if (this.isStopped) return
      await work()
    }
  }

  hasFailed(documentId: string): boolean {
    return this.failedIds.has(documentId)
  }

  countUnchanged(documents: number): void {
    this.counted.unchanged += documents
    this.options.onChange?.()
  }

  countRemoved(documents: number): void {
    this.counted.removed += documents
    this.options.onChange?.()
  }

  fail({ item, code, detail }: JobError): void {
    this.counted.failed++
    this.keepError({ item, code, detail })
    this.options.onChange?.()
  }

  /** Keeps a failure of the whole work, which is no item of it. */
  keepError(error: JobError): void {
    if (this.kept.length < MAX_ERRORS_KEPT) this.kept.push(error)
  }

  /** @returns the state of the job: `cancelled` also when somebody else made it so */
  async record(change: { state?: JobState; total?: number } = {}): Promise<JobState | undefined> {
    const { jobs, jobId } = this.options
    if (jobId === undefined) return undefined
    const { documents, errors, counted } = this
    const { failed, ...counts } = counted
    const progress = { done: documents + counted.removed, failed, errors, counts }
    const job = await jobs?.updateJob(jobId, { ...change, ...progress })
    if (job?.state === 'cancelled') this.cancellation.abort()
    return job?.state
  }

  /** A group that is refused for one document is halved until the document stands alone. */
  private async put(group: readonly ReadDocument[]): Promise<void> {
    if (group.length === 0 || this.isStopped) return
    const { collection, ingestor } = this.options
    try {
      await ingestor.put(
        collection,
        group,
        {
          onBatch: async results => {
            this.count(results)
            await this.record()
          },
        },
        this.stop,
      )
    } catch (error) {
      if (!(error instanceof AppError) || !DOCUMENT_FAULTS.has(error.status)) throw error
      const [only] = group
      if (group.length === 1) {
        if (only?.id !== undefined) this.failedIds.add(only.id)
        if (only !== undefined) this.onFailed.get(only)?.()
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
      this.counted[status]++
      if (status !== 'unchanged') this.counted.passages += passages
    }
    this.options.onChange?.()
  }
}
