import { setTimeout as delay } from 'node:timers/promises'
import { AppError, type ErrorCode } from '../core/errors.js'
import { isUnderWay } from '../core/job-state.js'
import { RESPONSE_SCHEMAS, type Wire } from '../server/shapes/response-schemas.js'
import type { Connection } from './connection.js'

/** A server that restarts is looked for so often in a row, half a minute in all. */
const MAX_TRIES = 30
const RETRY_MS = 1000

/** What is answered by a server that stops, starts or is full. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'server_unreachable',
  'shutting_down',
  'not_ready',
  'too_many_requests',
])

export interface FollowOptions {
  /** @returns the way to the server that holds the data directory by now; undefined when none does */
  readonly reconnect: () => Connection | undefined
  /** Ends the following, never the job. */
  readonly signal: AbortSignal
  /** The connection was lost, and is tried again. */
  readonly onLost: () => void
  /** Between two tries, milliseconds. Default 1,000. */
  readonly retryMs?: number | undefined
}

/**
 * The states of a job from now to its end, also over a restart of its server: a stream begins with the state of
 * now, so whoever comes back has missed nothing that still counts. Without a server the job is shown once.
 * @throws {AppError} `job_not_found`; `job_not_retryable` for a job that waits and no server runs;
 *   `server_unreachable` when none came back
 */
export async function* followJob(
  id: string,
  first: Connection,
  { reconnect, signal, onLost, retryMs = RETRY_MS }: FollowOptions,
): AsyncGenerator<Wire<'Job'>> {
  let connection: Connection | undefined = first
  for (let lost = 0; ; connection = reconnect()) {
    try {
      for await (const job of statesOf(id, connection, signal)) {
        lost = 0
        yield job
        if (!isUnderWay(job)) return
      }
    } catch (error) {
      if (!(error instanceof AppError) || !PASSING.has(error.code)) throw error
    } finally {
      if (connection !== first) await connection?.close()
    }
    if (signal.aborted) return
    lost += 1
    if (lost === 1) onLost()
    if (lost > MAX_TRIES) throw notBack(id)
    await delay(retryMs, undefined, { signal }).catch(() => undefined)
  }
}

async function* statesOf(
  id: string,
  connection: Connection | undefined,
  signal: AbortSignal,
): AsyncGenerator<Wire<'Job'>> {
  if (connection === undefined) return
  const call = { method: 'get', path: '/v1/jobs/{id}', params: { id } } as const
  if (connection.events === undefined) {
    const job = RESPONSE_SCHEMAS.Job.parse(await connection.call(call))
    yield job
    if (isUnderWay(job)) throw waits()
    return
  }
  for await (const { data } of connection.events(call, signal)) {
    yield RESPONSE_SCHEMAS.Job.parse(JSON.parse(data))
  }
}

function waits(): AppError {
  return new AppError(
    'job_not_retryable',
    'The job waits: no server runs on this data directory, so nobody works on it. What it has is kept. Start one ' +
      'with `youju serve`, then follow the job.',
  )
}

function notBack(id: string): AppError {
  return new AppError(
    'server_unreachable',
    'The server that works on the job did not come back within half a minute; following it has stopped, the job ' +
      `was not told to. When the server runs again, \`youju jobs follow ${id}\` takes it up.`,
  )
}
