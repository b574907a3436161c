import type { FileRecords } from '../ingest/sources/file-tracker.js'
import type { FileReading } from '../ingest/file-reading.js'
import type { ApiCall } from '../server/call-route.js'
import type { Archive } from '../store/archive.js'

/**
 * The way to an archive: to the server that holds it, or straight into it. Both carry out the same routes, so
 * both answer and fail alike.
 */
export interface Connection {
  /** @returns the body of the answer, undefined when it has none. @throws {AppError} as the route fails */
  call(call: ApiCall): Promise<unknown>
  /** Where an import is recorded; undefined when its documents go to a server. */
  readonly jobs: Pick<Archive, 'createJob' | 'updateJob'> | undefined
  /** How files are read, wherever their documents go. */
  readonly reading: FileReading
  /** Where is kept what was read of which file; undefined when nobody here may know. */
  readonly sources: FileRecords | undefined
  close(): Promise<void>
}
