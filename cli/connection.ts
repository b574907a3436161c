import type { Route } from '../server/route.js'
import type { Archive } from '../store/archive.js'

/** One call of the HTTP API, wherever it is carried out. */
export interface ApiCall {
  readonly method: Route['method']
  /** As in the route table: `/v1/collections/{collection}`. */
  readonly path: Route['path']
  readonly params?: Readonly<Record<string, string>>
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
}

/**
 * The way to an archive: to the server that holds it, or straight into it. Both carry out the same routes, so
 * both answer and fail alike.
 */
export interface Connection {
  /** @returns the body of the answer, undefined when it has none. @throws {AppError} as the route fails */
  call(call: ApiCall): Promise<unknown>
  /** Where an import is recorded; undefined when its documents go to a server. */
  readonly jobs: Pick<Archive, 'createJob' | 'updateJob'> | undefined
  close(): Promise<void>
}
