import { isUnderWay } from '../core/job-state.js'
import type { Logger } from '../core/log.js'
import type { Job } from '../core/types.js'
import type { Archive } from '../store/archive.js'
import type { FileReading } from './file-reading.js'
import { importFiles } from './import-files.js'
import type { Ingestor } from './ingestor.js'

export interface RepeatedImportsDeps {
  readonly archive: Archive
  readonly ingestor: Ingestor
  readonly reading: FileReading
  readonly log: Logger
}

/**
 * Repeats imports of files and folders in the background: what failed and what has changed is read, the rest costs
 * a look. Stopped with the process, such a job is cancelled, and can be retried like any other.
 */
export class RepeatedImports {
  /** The import under way that repeats the paths, by collection and paths. */
  private readonly running = new Map<string, { readonly job: Job; readonly ended: Promise<void> }>()
  private readonly stopping = new AbortController()

  constructor(private readonly deps: RepeatedImportsDeps) {}

  /** @returns the job that does it; undefined when it is not known what the import read */
  async begin({ paths, collections }: Job, owner: string): Promise<Job | undefined> {
    const collection = collections?.[0]
    if (paths === null || collection === undefined || this.stopping.signal.aborted) return undefined
    const { archive } = this.deps
    const key = JSON.stringify([collection, paths])
    const known = this.running.get(key)
    const under = known && (await archive.job(known.job.id))
    if (under !== undefined && isUnderWay(under)) return under
    await known?.ended
    const job = await archive.createJob('import', null, { owner, collections: [collection], paths })
    const ended = this.run(job, { paths, collection, owner }).finally(() => this.running.delete(key))
    this.running.set(key, { job, ended })
    return job
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    await Promise.all([...this.running.values()].map(({ ended }) => ended))
  }

  /** Never throws: what fails is in the job. */
  private async run(
    job: Job,
    order: { readonly paths: readonly string[]; readonly collection: string; readonly owner: string },
  ): Promise<void> {
    const { archive, ingestor, reading, log } = this.deps
    const following = {
      records: archive.sources,
      removeDocument: (id: string) => archive.deleteDocument(order.collection, id, { keepWithdrawn: true }),
    }
    try {
      await importFiles({
        ...order,
        archive,
        ingestor,
        reading,
        following,
        job,
        signal: this.stopping.signal,
      })
    } catch (error) {
      if (!this.stopping.signal.aborted) log.error({ err: error, job: job.id }, 'a repeated import failed')
    }
  }
}
