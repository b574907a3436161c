import type { ServerEvent } from '../client/read-events.js'
import type { FileRecords } from '../ingest/sources/file-tracker.js'
import type { FileReading } from '../ingest/file-reading.js'
import type { JobRecorder } from '../ingest/job-recorder.js'
import type { ApiCall } from '../server/http/call-route.js'

/**
 * The way to an archive: to the server that holds it, or straight into it. Both carry out the same routes, so
 * both answer and fail alike.
 */
export interface Connection {
  /** @returns the body of the answer, undefined when it has none. @throws {AppError} as the route fails */
  call(call: ApiCall): Promise<unknown>
  /**
   * What a route streams, until it is over or the signal aborts; undefined where this process holds the archive:
   * then nobody else works on it, and there is nothing to follow.
   * @throws {AppError} as the route fails; `server_unreachable` when the connection is lost
   */
  readonly events: ((call: ApiCall, signal: AbortSignal) => AsyncIterable<ServerEvent>) | undefined
  /** Where an import is recorded. */
  readonly jobs: JobRecorder
  /** This process holds the archive: what runs in the background ends with it. */
  readonly isLocal: boolean
  /** How files are read, wherever their documents go. */
  readonly reading: FileReading
  /** Where is kept what was read of which file; undefined when nobody here may know. */
  readonly sources: FileRecords | undefined
  close(): Promise<void>
}
