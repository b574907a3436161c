import { AppError } from '../../core/errors.js'
import type { Clock } from '../../core/clock.js'
import { isUnderWay } from '../../core/job-state.js'
import type { Logger } from '../../core/log.js'
import type { Job } from '../../core/types.js'
import type { Archive } from '../../store/archive.js'
import type { SourceKind, SourceRecord } from '../../store/source-records.js'
import type { Fetcher } from '../fetch/fetcher.js'
import type { FileReading } from '../file-reading.js'
import type { Ingestor } from '../ingestor.js'
import { runSync } from './run-sync.js'
import { detectKind } from './web-sources.js'

export interface SourceServiceDeps {
  readonly archive: Archive
  readonly ingestor: Ingestor
  readonly fetcher: Fetcher
  readonly reading: FileReading
  readonly clock: Clock
  readonly log: Logger
  /** 0 <= number < 1; default Math.random. */
  readonly random?: () => number
}

export interface SyncOptions {
  /** Remove also when much is gone at once. */
  readonly acceptRemovals?: boolean | undefined
  /** Fetch and read everything, whatever is known of it. */
  readonly force?: boolean | undefined
}

/** Brings sources up to date, when asked and by their schedule. */
export interface SourceService {
  /**
   * Begins to bring a source up to date in the background, or joins the sync that is under way.
   * @throws {AppError} `source_not_found`, `shutting_down`
   */
  sync(id: string, options?: SyncOptions): Promise<Job>
  /** What an address is: a feed, a sitemap, or a page. @throws {AppError} what `Fetcher.fetch` throws */
  detect(url: string, signal: AbortSignal): Promise<SourceKind>
  /** When a source with this interval is due after now; null for one without. */
  nextSync(intervalMinutes: number | null): string | null
  /** Begins to look for sources that are due, at once and from then on. */
  start(): void
  /** Ends what is under way; it goes on at the next start. */
  stop(): Promise<void>
}

const LOOK_EVERY_MS = 15_000
/** Sources of one interval must not all come due in the same minute: up to a tenth more or less. */
const JITTER = 0.1
/** Syncs that nobody asked for, at once: there are readers to be served. */
const MAX_SCHEDULED = 2

export function createSourceService(deps: SourceServiceDeps): SourceService {
  return new BackgroundSync(deps)
}

interface Running {
  readonly job: Job
  readonly ended: Promise<void>
}

class BackgroundSync implements SourceService {
  private readonly running = new Map<string, Promise<Running>>()
  /** The last sync of each host, so that they follow one another. */
  private readonly hosts = new Map<string, Promise<void>>()
  private readonly stopping = new AbortController()
  private timer: NodeJS.Timeout | undefined
  private looking: Promise<void> | undefined

  constructor(private readonly deps: SourceServiceDeps) {}

  async sync(id: string, options: SyncOptions = {}): Promise<Job> {
    for (;;) {
      const running = await this.running.get(id)
      if (running === undefined) return (await this.begin(id, { ...options, restoreMissing: true })).job
      const job = await this.deps.archive.job(running.job.id)
      if (job !== undefined && isUnderWay(job)) return job
      // What has changed since its last page must not be missed.
      await running.ended
    }
  }

  detect(url: string, signal: AbortSignal): Promise<SourceKind> {
    return detectKind(this.deps.fetcher, url, signal)
  }

  nextSync(intervalMinutes: number | null): string | null {
    if (intervalMinutes === null) return null
    const { random = Math.random, clock } = this.deps
    const ms = intervalMinutes * 60_000 * (1 - JITTER + 2 * JITTER * random())
    return new Date(clock.now().getTime() + ms).toISOString()
  }

  start(): void {
    this.timer ??= setInterval(() => {
      this.look()
    }, LOOK_EVERY_MS).unref()
    this.look()
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    this.stopping.abort(
      new AppError('shutting_down', 'The server is stopping; the sync goes on when it starts again.'),
    )
    await this.looking
    for (const running of this.running.values()) await (await running.catch(() => undefined))?.ended
  }

  private look(): void {
    this.looking ??= this.beginDue()
      .catch((error: unknown) => {
        if (!this.stopping.signal.aborted)
          this.deps.log.error({ err: error }, 'the schedule of sources failed')
      })
      .finally(() => {
        this.looking = undefined
      })
  }

  private async beginDue(): Promise<void> {
    const now = this.deps.clock.now().toISOString()
    for (const { id, nextSyncAt } of await this.deps.archive.sources.list()) {
      if (this.stopping.signal.aborted || this.running.size >= MAX_SCHEDULED) return
      if (nextSyncAt === null || nextSyncAt > now || this.running.has(id)) continue
      await this.begin(id, { restoreMissing: false })
    }
  }

  private begin(id: string, options: SyncOptions & { readonly restoreMissing: boolean }): Promise<Running> {
    const known = this.running.get(id)
    if (known !== undefined) return known
    const begun = this.beginOne(id, options)
    this.running.set(id, begun)
    begun.catch(() => this.running.delete(id))
    return begun
  }

  private async beginOne(
    id: string,
    options: SyncOptions & { readonly restoreMissing: boolean },
  ): Promise<Running> {
    this.stopping.signal.throwIfAborted()
    const { archive } = this.deps
    const source = await archive.sources.find(id)
    if (source === undefined) throw sourceNotFound()
    const { owner, collection } = source
    const job = await archive.createJob('sync', null, { owner, collections: [collection] })
    await archive.sources.change(id, { lastJobId: job.id })
    const ended = this.inTurn(hostOf(source), async () => {
      await this.run(source, job, options)
      this.running.delete(id)
    })
    return { job, ended }
  }

  private inTurn(host: string, work: () => Promise<void>): Promise<void> {
    const before = this.hosts.get(host) ?? Promise.resolve()
    const turn = before.then(work)
    this.hosts.set(host, turn)
    void turn.finally(() => {
      if (this.hosts.get(host) === turn) this.hosts.delete(host)
    })
    return turn
  }

  /** Never throws: what fails is in the job and at the source. */
  private async run(
    source: SourceRecord,
    job: Job,
    options: SyncOptions & { readonly restoreMissing: boolean },
  ): Promise<void> {
    const { archive, log, clock } = this.deps
    try {
      const state = await archive.job(job.id, {})
      if (state === undefined || !isUnderWay(state)) return
      const error = await runSync(source, job, { ...this.deps, ...options, signal: this.stopping.signal })
      if (this.stopping.signal.aborted) {
        // Cut off by the stop of the server, it goes on at the next start.
        await archive.sources.change(source.id, { nextSyncAt: clock.now().toISOString() })
        return
      }
      const nextSyncAt = this.nextSync((await archive.sources.find(source.id))?.intervalMinutes ?? null)
      const syncedAt = error === null ? { syncedAt: clock.now().toISOString() } : {}
      await archive.sources.change(source.id, { ...syncedAt, nextSyncAt, lastError: error })
    } catch (error) {
      if (!this.stopping.signal.aborted)
        log.error({ err: error, source: source.id }, 'a sync could not be recorded')
    }
  }
}

function hostOf({ kind, address }: SourceRecord): string {
  return kind === 'file' ? 'file' : (URL.parse(address)?.host ?? address)
}

export function sourceNotFound(): AppError {
  return new AppError('source_not_found', 'There is no source of that id.')
}
