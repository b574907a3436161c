import type { Clock } from '../core/clock.js'
import type { Config } from '../core/config.js'
import type { Logger } from '../core/log.js'
import type { Archive } from '../store/archive.js'
import type { ReEmbedding } from './re-embed.js'
import type { Uploads } from './uploads/upload-jobs.js'

const DAY_MS = 86_400_000
/** Of jobs that are over and have nothing kept for a retry: syncs of many sources make thousands a day. */
const MAX_JOBS_KEPT = 10_000

export interface UpkeepDeps {
  readonly config: Pick<
    Config,
    | 'YOUJU_ANSWER_RETENTION_DAYS'
    | 'YOUJU_AUDIT_RETENTION_DAYS'
    | 'YOUJU_JOB_RETENTION_DAYS'
    | 'YOUJU_UPLOAD_RETRY_DAYS'
  >
  readonly log: Logger
  readonly clock: Clock
  readonly archive: Pick<Archive, 'purgeAnswers' | 'purgeJobs' | 'access'>
  readonly reEmbedding: ReEmbedding
  readonly uploads: Uploads
}

export interface Upkeep {
  /** Resolves when nothing is worked on any more. */
  stop(): Promise<void>
}

/** What runs without being asked: vectors that a change of model left missing, and the forgetting of what is old. */
export function startUpkeep({ config, log, clock, archive, reEmbedding, uploads }: UpkeepDeps): Upkeep {
  const stopping = new AbortController()
  const attempt = async (name: string, work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      if (!stopping.signal.aborted)
        log.error({ err: error }, `${name} failed; it is tried again at the next start`)
    }
  }
  const daysAgo = (days: number) => new Date(clock.now().getTime() - days * DAY_MS).toISOString()
  const forget = async () => {
    await attempt('forgetting old answers and audit entries', async () => {
      await archive.purgeAnswers(daysAgo(config.YOUJU_ANSWER_RETENTION_DAYS))
      await archive.access.purgeAudit(daysAgo(config.YOUJU_AUDIT_RETENTION_DAYS))
    })
    // First the files, then the jobs that say whose they are.
    await attempt('removing what waits for a retry', () => uploads.jobs.tidy())
    const jobDays = Math.max(config.YOUJU_JOB_RETENTION_DAYS, config.YOUJU_UPLOAD_RETRY_DAYS)
    await attempt('forgetting old jobs', () => archive.purgeJobs(daysAgo(jobDays), MAX_JOBS_KEPT))
  }
  const timer = setInterval(() => void forget(), DAY_MS)
  timer.unref()
  const running = Promise.all([
    forget(),
    attempt('re-embedding', () => reEmbedding.start()),
    attempt('taking up uploads', () => uploads.jobs.resume()),
  ])
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await reEmbedding.stop()
      await running
    },
  }
}
