import { resolve } from 'node:path'
import { AppError } from '../core/errors.js'
import { LOCAL_OWNER } from '../core/owner.js'
import type { JobError } from '../core/types.js'
import type { FileReading } from './file-reading.js'
import { DocumentSink, type SinkCounts } from './document-sink.js'
import type { Ingestor } from './ingestor.js'
import type { JobRecorder } from './job-recorder.js'
import { readFiles } from './read-files.js'
import { FileTracker, type FileRecords } from './sources/file-tracker.js'
import { findFiles, type FoundFile, type FoundFiles } from './walk-files.js'

export interface ImportProgress {
  readonly bytesDone: number
  readonly bytesTotal: number
  readonly documents: number
  readonly failed: number
}

/** How files are followed from one import to the next. */
export interface FileFollowing {
  /** Where is kept what was read of which file, so that an unchanged one costs a look. */
  readonly records: FileRecords
  /** @throws nothing when there is none of that id */
  removeDocument(id: string): Promise<unknown>
  /** What becomes of documents whose file, or whose line in it, is gone. Default `keep`. */
  readonly onGone?: 'keep' | 'remove' | undefined
  /** Remove also when much of a folder is gone at once. Default false. */
  readonly acceptRemovals?: boolean | undefined
  /** Read every file, whatever is known of it. Default false. */
  readonly force?: boolean | undefined
  /** Files that were written to within this time are left for later, milliseconds. Default 0. */
  readonly settleMs?: number | undefined
}

export interface ImportRequest {
  readonly paths: readonly string[]
  /** Which of the files below the paths to read, by their id; default all. */
  readonly accepts?: ((id: string) => boolean) | undefined
  readonly collection: string
  /** Where the documents go: the ingestor of this process, or a running server. */
  readonly ingestor: Ingestor
  readonly reading: FileReading
  /** Where the import is recorded. */
  readonly archive?: JobRecorder | undefined
  /** The job that was made for it already. */
  readonly job?: { readonly id: string } | undefined
  /** Left out: every file is read, and nothing of it is remembered. */
  readonly following?: FileFollowing | undefined
  /** Who began it; default the operator. */
  readonly owner?: string | undefined
  /** Name of the job's kind; default `import`. */
  readonly kind?: string | undefined
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  /** Stops the import after the documents in hand. */
  readonly signal?: AbortSignal | undefined
}

export interface ImportSummary extends SinkCounts {
  readonly jobId: string | null
  /** Files whose ending no reader takes. */
  readonly skipped: number
  /** Documents that are kept although their file is gone. */
  readonly missing: number
  /** Files that are being written to, and were left for later. */
  readonly postponed: number
  readonly seconds: number
  /** It was stopped, by the signal or by cancelling its job; what is counted here is kept. */
  readonly cancelled: boolean
  /** The first 1,000 failures. */
  readonly errors: readonly JobError[]
}

/**
 * Reads files and hands their documents to the ingestor in bounded groups. What fails is reported item by
 * item with its reason and the rest goes on. A file that is as it was read last is not read again.
 * @throws {AppError} `invalid_request` for paths that do not exist; what stops everything, such as
 * `collection_not_found`, `disk_full`, `embedding_failed`: what was reported before is kept
 */
export async function importFiles(request: ImportRequest): Promise<ImportSummary> {
  const found = await findFiles(request.paths, request.accepts).catch(async (error: unknown) => {
    await failJob(request, error)
    throw error
  })
  const isCounted = found.files.every(file => file.format.documents === 'one')
  const { owner, collection, archive, kind = 'import' } = request
  const paths = request.paths.map(path => resolve(path))
  const made = { ...(owner === undefined ? {} : { owner }), collections: [collection], paths }
  const job = request.job ?? (await archive?.createJob(kind, isCounted ? found.files.length : null, made))
  const run = new ImportRun(request, found, job?.id)
  try {
    await run.readAll()
    return await run.end(run.isStopped ? 'cancelled' : 'done')
  } catch (error) {
    if (run.isStopped) return run.end('cancelled')
    await run.end('failed', error)
    throw error
  }
}

async function failJob({ job, archive }: ImportRequest, error: unknown): Promise<void> {
  if (job === undefined || !(error instanceof AppError)) return
  const errors = [{ item: '*', code: error.code, detail: error.message }]
  await archive?.updateJob(job.id, { state: 'failed', errors })
}

class ImportRun {
  private readonly begunMs = performance.now()
  private readonly bytesTotal: number
  private readonly sink: DocumentSink
  private tracker: FileTracker | undefined
  private bytesDone = 0
  private postponed = 0

  constructor(
    private readonly request: ImportRequest,
    private readonly found: FoundFiles,
    private readonly jobId: string | undefined,
  ) {
    this.bytesTotal = found.files.reduce((bytes, file) => bytes + file.bytes, 0)
    const { collection, ingestor, archive: jobs, signal, following } = request
    const onChange = (): void => {
      this.report()
    }
    this.sink = new DocumentSink({ collection, ingestor, jobs, jobId, signal, onChange })
    this.tracker = following && this.track(following)
  }

  get isStopped(): boolean {
    return this.sink.isStopped
  }

  async readAll(): Promise<void> {
    await this.sink.record({ state: 'running' })
    await this.openTracker()
    for (const file of this.found.files) {
      if (this.isStopped) return
      await this.take(file)
      this.bytesDone += file.bytes
    }
    await this.sink.flush()
    await this.tracker?.flush()
    if (!this.isStopped) await this.tracker?.settleGone(this.found.files)
    this.report()
  }

  async end(state: 'done' | 'failed' | 'cancelled', error?: unknown): Promise<ImportSummary> {
    const { sink, tracker } = this
    // What was kept before the stop need not be read again.
    if (state === 'cancelled') await tracker?.flush()
    if (error instanceof AppError) sink.keepError({ item: '*', code: error.code, detail: error.message })
    const total = state === 'done' ? { total: sink.documents + sink.counts.removed + sink.counts.failed } : {}
    const recorded = await sink.record({ state, ...total })
    return {
      jobId: this.jobId ?? null,
      ...sink.counts,
      skipped: this.found.skipped,
      missing: tracker?.missing ?? 0,
      postponed: this.postponed,
      seconds: Number(((performance.now() - this.begunMs) / 1000).toFixed(2)),
      cancelled: (recorded ?? state) === 'cancelled',
      errors: sink.errors,
    }
  }

  /** Who may not follow files with this archive may still add them. */
  private async openTracker(): Promise<void> {
    try {
      await this.tracker?.open(this.found.roots)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'forbidden') throw error
      this.tracker = undefined
    }
  }

  private track(following: FileFollowing): FileTracker {
    const { collection, owner = LOCAL_OWNER } = this.request
    return new FileTracker({
      ...{ collection, owner, sink: this.sink, nowMs: () => Date.now() },
      records: following.records,
      removeDocument: id => following.removeDocument(id),
      onGone: following.onGone ?? 'keep',
      acceptRemovals: following.acceptRemovals ?? false,
    })
  }

  private async take(file: FoundFile): Promise<void> {
    const { force = false, settleMs = 0 } = this.request.following ?? {}
    if (Date.now() - file.modifiedMs < settleMs) {
      this.postponed++
      return
    }
    const unchanged = force ? undefined : await this.tracker?.unchanged(file)
    if (unchanged === undefined) await this.read(file)
    else this.sink.countUnchanged(unchanged)
  }

  private async read(file: FoundFile): Promise<void> {
    const ids: string[] = []
    let isWhole = true
    for await (const { item } of readFiles([file], this.request.reading, this.sink.stop)) {
      if (this.isStopped) return
      if ('document' in item) {
        if (item.document.id !== undefined) ids.push(item.document.id)
        await this.sink.add(item.document)
      } else {
        isWhole = false
        this.sink.fail(item)
      }
    }
    const { tracker } = this
    if (tracker !== undefined) this.sink.after(() => tracker.keep(file, ids, isWhole))
  }

  private report(): void {
    const { bytesDone, bytesTotal, sink } = this
    const { failed } = sink.counts
    this.request.onProgress?.({ bytesDone, bytesTotal, documents: sink.documents, failed })
  }
}
