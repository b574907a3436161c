import type { Clock } from '../core/clock.js'
import type { Config } from '../core/config.js'
import type { Logger } from '../core/log.js'
import type { Archive } from '../store/archive.js'
import type { ReEmbedding } from './re-embed.js'
import type { Uploads } from './uploads/upload-jobs.js'

const DAY_MS = 86_400_000

export interface UpkeepDeps {
  readonly config: Pick<Config, 'YOUJU_ANSWER_RETENTION_DAYS' | 'YOUJU_AUDIT_RETENTION_DAYS'>
  readonly log: Logger
  readonly clock: Clock
  readonly archive: Pick<Archive, 'purgeAnswers' | 'access'>
  readonly reEmbedding: ReEmbedding
  readonly uploads: Uploads
}

export interface Upkeep {
  /** Resolves when nothing is worked on any more. */
  stop(): Promise<void>
}

/** What runs without being asked: vectors that a change of model left missing, and the forgetting of old answers. */
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
  const forget = () =>
    attempt('forgetting old answers and audit entries', async () => {
      await archive.purgeAnswers(daysAgo(config.YOUJU_ANSWER_RETENTION_DAYS))
      await archive.access.purgeAudit(daysAgo(config.YOUJU_AUDIT_RETENTION_DAYS))
    }).then(() => attempt('removing what waits for a retry', () => uploads.jobs.tidy()))
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
