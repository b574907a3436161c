import { join } from 'node:path'
import { packageRoot } from '../core/package-root.js'
import type { Archive } from '../store/archive.js'
import { importFiles, type ImportSummary } from './import-files.js'
import type { Ingestor } from './ingestor.js'

/** The pieces lie in folders by language; the README above them is for people who look there. */
const isPiece = (id: string) => id.includes('/')

export interface SamplesRequest {
  readonly archive: Archive
  readonly ingestor: Ingestor
  /** Default: `samples/` of the package. */
  readonly folder?: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Loads the sample archive into `default` at the first start: when the archive holds no document and no work
 * was ever recorded in it. Who removed the samples does not get them again.
 * @returns what was loaded, or undefined when this is not the first start
 */
export async function loadSamples(request: SamplesRequest): Promise<ImportSummary | undefined> {
  const { archive, ingestor, folder = join(packageRoot(), 'samples'), signal } = request
  const [collections, jobs] = await Promise.all([archive.collections(), archive.jobs(1)])
  if (jobs.length > 0 || collections.some(collection => collection.documents > 0)) return undefined
  return importFiles({
    paths: [folder],
    accepts: isPiece,
    collection: 'default',
    kind: 'samples',
    archive,
    ingestor,
    signal,
  })
}
