import type { Clock } from '../core/clock.js'
import { AppError } from '../core/errors.js'
import { isUnderWay } from '../core/job-state.js'
import type { Job } from '../core/types.js'
import type { JobReport } from '../ingest/job-recorder.js'
import type { Archive, JobOrigin } from '../store/archive.js'

/** A command says every minute that it is still there (cli/http-jobs.ts). */
const SILENCE_MS = 15 * 60_000
const LOOK_EVERY_MS = 60_000
/** Commands that import at once: more would mean that somebody begins jobs and carries none out. */
const MAX_REPORTED = 100

/** Jobs that commands carry out themselves and tell the server of. One that falls silent is ended. */
export class ReportedJobs {
  /** When each was heard of last, milliseconds. */
  private readonly heardMs = new Map<string, number>()
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly archive: Pick<Archive, 'createJob' | 'updateJob' | 'job'>,
    private readonly clock: Clock,
  ) {}

  /** @throws {AppError} `too_many_requests` while as many are under way as may */
  async begin(total: number | null, origin: JobOrigin): Promise<Job> {
    if (this.heardMs.size >= MAX_REPORTED) {
      throw new AppError(
        'too_many_requests',
        `${MAX_REPORTED} imports of commands are under way; nothing was begun. Try again when some are done.`,
      )
    }
    const job = await this.archive.createJob('import', total, origin)
    this.heard(job)
    this.timer ??= setInterval(() => void this.endSilent().catch(() => undefined), LOOK_EVERY_MS).unref()
    return job
  }

  /** @throws {AppError} `forbidden` for a job that the server itself works on, or that is over since long */
  async report(id: string, report: JobReport): Promise<Job> {
    if (!this.heardMs.has(id)) {
      throw new AppError(
        'forbidden',
        'Nobody but the server tells of the progress of this job; nothing was changed.',
      )
    }
    const job = await this.archive.updateJob(id, report)
    this.heard(job)
    return job
  }

  /** Ends the jobs whose command was not heard of for too long. */
  async endSilent(): Promise<void> {
    const now = this.clock.now().getTime()
    for (const [id, heardMs] of this.heardMs) {
      if (now - heardMs < SILENCE_MS) continue
      this.heardMs.delete(id)
      const job = await this.archive.job(id)
      // Of a job that was cancelled the last word may never come.
      if (job !== undefined && isUnderWay(job))
        await this.archive.updateJob(id, { state: 'failed', errors: [...job.errors, SILENT] })
    }
    this.rest()
  }

  /** A job that was cancelled is told of once more, with what was done until then. */
  private heard(job: Job): void {
    if (isUnderWay(job) || job.state === 'cancelled') this.heardMs.set(job.id, this.clock.now().getTime())
    else this.heardMs.delete(job.id)
    this.rest()
  }

  private rest(): void {
    if (this.heardMs.size > 0) return
    clearInterval(this.timer)
    this.timer = undefined
  }
}

const SILENT = {
  item: '*',
  code: 'internal_error',
  detail:
    'The command that carried out this import was not heard of any more. What was counted is kept; retry it.',
}
