import { join } from 'node:path'
import { packageRoot } from '../core/package-root.js'
import type { Archive } from '../store/archive.js'
import { importFiles, type ImportSummary } from './import-files.js'
import type { FileReading } from './file-reading.js'
import type { Ingestor } from './ingestor.js'

/** The pieces lie in folders by language; the README above them is for people who look there. */
const isPiece = (id: string) => id.includes('/')

export interface SamplesRequest {
  readonly archive: Archive
  readonly ingestor: Ingestor
  readonly reading: FileReading
  /** Default: `samples/` of the package. */
  readonly folder?: string
  readonly signal?: AbortSignal | undefined
}

/** More unfinished attempts than anybody makes. */
const JOBS_LOOKED_AT = 100

/**
 * Whether the samples are still to be loaded: the archive holds no document and no work was ever recorded in it,
 * or all that was is a load of the samples that did not come to its end.
 */
export async function isFirstStart(archive: Pick<Archive, 'collections' | 'jobs'>): Promise<boolean> {
  const [collections, jobs] = await Promise.all([archive.collections(), archive.jobs(JOBS_LOOKED_AT)])
  if (jobs.length === 0) return collections.every(collection => collection.documents === 0)
  return jobs.every(job => job.kind === 'samples' && job.state !== 'done')
}

/**
 * Loads the sample archive into `default` at the first start. Who removed the samples does not get them again.
 * @returns what was loaded, or undefined when this is not the first start
 */
export async function loadSamples(request: SamplesRequest): Promise<ImportSummary | undefined> {
  const { archive, ingestor, reading, folder = join(packageRoot(), 'samples'), signal } = request
  if (!(await isFirstStart(archive))) return undefined
  return importFiles({
    paths: [folder],
    accepts: isPiece,
    collection: 'default',
    kind: 'samples',
    archive,
    ingestor,
    reading,
    signal,
  })
}
