import { AppError } from '../../core/errors.js'
import { isUnderWay } from '../../core/job-state.js'
import type { Logger } from '../../core/log.js'
import type { Job } from '../../core/types.js'
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
}

/** What receives uploads works with. */
export interface Uploads {
  readonly spool: UploadSpool
  readonly jobs: UploadJobs
}

/** Uploads that wait for their turn; each may hold YOUJU_UPLOAD_MAX_BYTES of the disk. */
const MAX_WAITING = 100
/** Jobs looked through for uploads at the start: more than can wait. */
const JOBS_LOOKED_AT = 10_000

/** Imports uploads, one after another, each as a job that a crash does not end. */
export class UploadJobs {
  private readonly waiting: Job[] = []
  private working: Promise<void> | undefined
  private readonly stopping = new AbortController()

  constructor(private readonly deps: UploadJobsDeps) {}

  /** @throws {AppError} `too_many_requests` while as many uploads wait as may */
  requireRoom(): void {
    if (this.waiting.length < MAX_WAITING) return
    throw new AppError(
      'too_many_requests',
      `${MAX_WAITING} uploads wait to be imported; nothing of this one was kept. Try again when some are done.`,
    )
  }

  /** Takes up what was left when the process ended last, and removes uploads that nobody will import. */
  async resume(): Promise<void> {
    const { archive, spool } = this.deps
    const left = (await archive.jobs(JOBS_LOOKED_AT)).filter(job => job.upload !== null && isUnderWay(job))
    await spool.sweep(new Set(left.flatMap(({ upload }) => upload ?? [])))
    // Oldest first, as they were sent.
    this.waiting.unshift(...left.toReversed())
    this.work()
  }

  /** The upload must be sealed. @returns its job, which is durable */
  async submit(upload: Upload, collection: string, owner: string): Promise<Job> {
    const { archive } = this.deps
    const job = await archive.createJob('upload', null, {
      owner,
      collections: [collection],
      upload: upload.name,
    })
    this.waiting.push(job)
    this.work()
    return job
  }

  /** Stops after the documents in hand; what is left is taken up at the next start. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await this.working
  }

  private work(): void {
    this.working ??= this.workOff().finally(() => {
      this.working = undefined
    })
  }

  private async workOff(): Promise<void> {
    for (;;) {
      const job = this.stopping.signal.aborted ? undefined : this.waiting.shift()
      if (job === undefined) return
      try {
        await this.run(job)
      } catch (error) {
        if (!this.stopping.signal.aborted)
          this.deps.log.error({ err: error, job: job.id }, 'an upload failed')
      }
    }
  }

  private async run({ id }: Job): Promise<void> {
    const { archive, spool } = this.deps
    const job = await archive.job(id)
    if (job === undefined || job.upload === null) return
    const opened = isUnderWay(job) ? await spool.open(job.upload) : undefined
    if (opened === undefined) {
      if (isUnderWay(job)) await archive.updateJob(id, { state: 'failed', errors: [LOST] })
    } else await this.import(opened, id)
    const ended = await archive.job(id)
    if (ended === undefined || !isUnderWay(ended)) await spool.remove(job.upload)
  }

  /** A job that stops with the process is not over: it is taken up again. */
  private async import({ collection, files, refused }: ReceivedUpload, jobId: string): Promise<void> {
    const { archive: jobs, ingestor, reading } = this.deps
    const sink = new DocumentSink({ collection, ingestor, jobs, jobId, signal: this.stopping.signal })
    try {
      await sink.record({ state: 'running' })
      for (const failure of refused) sink.fail(failure)
      for await (const { item } of readFiles(files, reading, sink.stop)) {
        if ('document' in item) await sink.add(item.document)
        else sink.fail(item)
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

const LOST = {
  item: '*',
  code: 'internal_error',
  detail: 'The files of the upload are no longer there. Send them again: what is unchanged costs a check.',
}
