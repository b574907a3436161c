import { AppError } from '../../core/errors.js'
import { isUnderWay } from '../../core/job-state.js'
import type { Logger } from '../../core/log.js'
import type { Job } from '../../core/types.js'
import type { Clock } from '../../core/clock.js'
import type { Archive } from '../../store/archive.js'
import type { FileReading } from '../file-reading.js'
import { DocumentSink } from '../document-sink.js'
import { readFiles } from '../read-files.js'
import type { Ingestor } from '../ingestor.js'
import type { ReceivedUpload, Upload, UploadSpool } from './upload-spool.js'

export interface UploadJobsDeps {
  readonly archive: Pick<Archive, 'createJob' | 'updateJob' | 'job' | 'jobs'>
  readonly ingestor: Ingestor
  readonly reading: FileReading
  readonly spool: UploadSpool
  readonly log: Logger
  readonly clock: Clock
  /** How long the files of failed items are kept for a retry, days. */
  readonly retryDays: number
  /** Most bytes of all that is kept for a retry; the oldest go first. */
  readonly retryMaxBytes: number
}

/** What receives uploads works with. */
export interface Uploads {
  readonly spool: UploadSpool
  readonly jobs: UploadJobs
}

/** Uploads that wait for their turn; each may hold YOUJU_UPLOAD_MAX_BYTES of the disk. */
const MAX_WAITING = 100
/** Of one collection, so that the others still find room. */
const MAX_WAITING_OF_ONE = 50
/** Collections worked on at once; their batches alternate (fair-ingestor.ts). One reading process stays free. */
const MAX_AT_ONCE = 2
/** Jobs looked through for uploads at the start: more than can wait. */
const JOBS_LOOKED_AT = 10_000
const DAY_MS = 86_400_000

/**
 * Imports uploads, each as a job that a crash does not end: the collections in turn, one job of each at a time. What
 * failed is kept for a while, so that it can be retried.
 */
export class UploadJobs {
  private readonly waiting: Job[] = []
  /** By collection. */
  private readonly working = new Map<string, Promise<void>>()
  /** When each collection had its last turn, as a count of turns. */
  private readonly turns = new Map<string, number>()
  private turn = 0
  private readonly stopping = new AbortController()

  constructor(private readonly deps: UploadJobsDeps) {}

  /** @throws {AppError} `too_many_requests` while as many uploads wait as may */
  requireRoom(collection: string): void {
    const mine = this.waiting.filter(job => collectionOf(job) === collection).length
    if (this.waiting.length < MAX_WAITING && mine < MAX_WAITING_OF_ONE) return
    const waiting = mine < MAX_WAITING_OF_ONE ? this.waiting.length : mine
    throw new AppError(
      'too_many_requests',
      `${waiting} uploads wait to be imported; nothing of this one was kept. Try again when some are done.`,
      { details: { retry_after_seconds: RETRY_AFTER_SECONDS } },
    )
  }

  /** Takes up what was left when the process ended last, and removes uploads that nobody will import or retry. */
  async resume(): Promise<void> {
    const uploads = await this.uploads()
    const left = uploads.filter(isUnderWay)
    const kept = uploads.filter(job => isUnderWay(job) || isRetryable(job))
    await this.deps.spool.sweep(new Set(kept.map(({ upload }) => upload ?? '')))
    await this.tidy()
    // Oldest first, as they were sent.
    this.waiting.unshift(...left.toReversed())
    this.work()
  }

  /** Removes what is kept for a retry for too long, or is too much. */
  async tidy(): Promise<void> {
    const { spool, clock, retryDays, retryMaxBytes } = this.deps
    const oldest = new Date(clock.now().getTime() - retryDays * DAY_MS).toISOString()
    const seen = new Set<string>()
    let bytes = 0
    // Newest first: the last job of an upload decides.
    for (const job of await this.uploads()) {
      const { upload } = job
      if (upload === null || seen.has(upload)) continue
      seen.add(upload)
      if (isUnderWay(job)) continue
      bytes += await spool.bytes(upload)
      if (job.updatedAt < oldest || bytes > retryMaxBytes) await spool.remove(upload)
    }
  }

  /** The upload must be sealed. @returns its job, which is durable */
  async submit(upload: Pick<Upload, 'name'>, collection: string, owner: string): Promise<Job> {
    const { archive, spool } = this.deps
    const total = (await spool.open(upload.name))?.total ?? null
    const job = await archive.createJob('upload', total, {
      owner,
      collections: [collection],
      upload: upload.name,
    })
    this.waiting.push(job)
    this.work()
    return job
  }

  /**
   * Reads the files of an upload again that held failures.
   * @returns the job that does it, also when it is under way already; undefined when they are not kept any more
   * @throws {AppError} `too_many_requests`
   */
  async retry({ upload, collections }: Job, owner: string): Promise<Job | undefined> {
    const collection = collections?.[0]
    if (upload === null || collection === undefined) return undefined
    const known = (await this.uploads()).find(job => job.upload === upload && isUnderWay(job))
    if (known !== undefined) return known
    const kept = await this.deps.spool.open(upload)
    if (kept === undefined || kept.files.length === 0) return undefined
    this.requireRoom(collection)
    return this.submit({ name: upload }, collection, owner)
  }

  /** Stops after the documents in hand; what is left is taken up at the next start. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await Promise.all(this.working.values())
  }

  /** Jobs that have files, newest first. */
  private async uploads(): Promise<Job[]> {
    return (await this.deps.archive.jobs(JOBS_LOOKED_AT)).filter(({ upload }) => upload !== null)
  }

  private work(): void {
    while (!this.stopping.signal.aborted && this.working.size < MAX_AT_ONCE) {
      const job = this.next()
      if (job === undefined) return
      const collection = collectionOf(job)
      const work = this.attempt(job).finally(() => {
        this.working.delete(collection)
        this.work()
      })
      this.working.set(collection, work)
    }
  }

  /** Of the collections that nobody works on, the oldest job of the one whose turn was longest ago. */
  private next(): Job | undefined {
    const free = this.waiting.filter(job => !this.working.has(collectionOf(job)))
    const turnOf = (job: Job) => this.turns.get(collectionOf(job)) ?? 0
    const [job] = free.toSorted((one, other) => turnOf(one) - turnOf(other))
    if (job === undefined) return undefined
    this.waiting.splice(this.waiting.indexOf(job), 1)
    this.turns.set(collectionOf(job), ++this.turn)
    return job
  }

  private async attempt(job: Job): Promise<void> {
    try {
      await this.run(job)
    } catch (error) {
      if (!this.stopping.signal.aborted) this.deps.log.error({ err: error, job: job.id }, 'an upload failed')
    }
  }

  private async run({ id }: Job): Promise<void> {
    const { archive, spool } = this.deps
    const job = await archive.job(id)
    if (job === undefined || job.upload === null) return
    const opened = isUnderWay(job) ? await spool.open(job.upload) : undefined
    const failed = new Set<string>()
    if (opened === undefined) {
      if (isUnderWay(job)) await archive.updateJob(id, { state: 'failed', errors: [LOST] })
    } else await this.import(opened, id, failed)
    const ended = await archive.job(id)
    if (ended !== undefined && isUnderWay(ended)) return
    // Of one that failed as a whole everything is kept: what is in already costs a check.
    const isKept = ended?.state === 'failed' || (ended?.state === 'done' && failed.size > 0)
    if (!isKept) return spool.remove(job.upload)
    if (ended.state === 'done') await spool.retain(job.upload, failed)
    await this.tidy()
  }

  /**
   * A job that stops with the process is not over: it is taken up again.
   * @param failed takes the paths of the files of which something failed
   */
  private async import(upload: ReceivedUpload, jobId: string, failed: Set<string>): Promise<void> {
    const { archive: jobs, ingestor, reading } = this.deps
    const { collection, files, refused } = upload
    const sink = new DocumentSink({ collection, ingestor, jobs, jobId, signal: this.stopping.signal })
    try {
      await sink.record({ state: 'running' })
      for (const failure of refused) sink.fail(failure)
      for await (const { file, item } of readFiles(files, reading, sink.stop)) {
        const onFailed = (): void => {
          failed.add(file.path)
        }
        if ('document' in item) await sink.add(item.document, onFailed)
        else {
          sink.fail(item)
          onFailed()
        }
      }
      await sink.flush()
      if (!sink.isStopped) await sink.record({ state: 'done', total: sink.documents + sink.counts.failed })
    } catch (error) {
      if (sink.isStopped) return
      const code = error instanceof AppError ? error.code : 'internal_error'
      const detail =
        error instanceof AppError ? error.message : 'Something failed on the server; the log says what.'
      sink.keepError({ item: '*', code, detail })
      await sink.record({ state: 'failed' })
      if (!(error instanceof AppError)) throw error
    }
  }
}

const collectionOf = ({ collections }: Job) => collections?.[0] ?? ''
const isRetryable = ({ state, failed }: Job) => state === 'failed' || (state === 'done' && failed > 0)
/** An upload takes seconds to minutes. */
const RETRY_AFTER_SECONDS = 30

const LOST = {
  item: '*',
  code: 'internal_error',
  detail: 'The files of the upload are no longer there. Send them again: what is unchanged costs a check.',
}
