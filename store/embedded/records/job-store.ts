import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../core/clock.js'
import { AppError } from '../../../core/errors.js'
import { isUnderWay } from '../../../core/job-state.js'
import { LOCAL_OWNER } from '../../../core/owner.js'
import type { Job, JobCounts, JobError, JobState } from '../../../core/types.js'
import type { JobOrigin, RecordScope } from '../../archive.js'
import {
  collectionsColumn,
  fromCollectionsColumn,
  IN_SCOPE,
  scopeParameters,
  type ScopeParameters,
} from './record-scope.js'
import type { Statements } from '../statements.js'

/** Most errors kept of a job; further ones are only counted. */
const MAX_JOB_ERRORS = 1000

export interface JobChange {
  readonly state?: JobState
  readonly done?: number
  readonly failed?: number
  readonly total?: number
  readonly errors?: readonly JobError[]
  readonly counts?: JobCounts
}

interface JobRow {
  readonly id: string
  readonly kind: string
  readonly state: JobState
  readonly done: number
  readonly total: number | null
  readonly failed: number
  readonly errors: string
  readonly created_at: string
  readonly updated_at: string
  readonly owner: string
  readonly collections: string | null
  readonly upload: string | null
  readonly started_at: string | null
  readonly paths: string | null
  readonly counts: string | null
}

export interface NewJob extends JobOrigin {
  readonly kind: string
  readonly total: number | null
}

export function createJob(statements: Statements, job: NewJob, clock: Clock): Job {
  const { kind, total, owner = LOCAL_OWNER, collections = null, upload = null, paths = null } = job
  const id = `job_${randomUUID()}`
  const now = clock.now().toISOString()
  statements.run(
    `INSERT INTO jobs (id, kind, state, done, total, failed, errors, created_at, updated_at, owner, collections, upload, paths)
     VALUES (?, ?, 'queued', 0, ?, 0, '[]', ?, ?, ?, ?, ?, ?)`,
    id,
    kind,
    total,
    now,
    now,
    owner,
    collectionsColumn(collections),
    upload,
    paths === null ? null : JSON.stringify(paths),
  )
  return requireJob(statements, id)
}

/** @returns how many; see `Archive.purgeJobs` */
export function purgeJobs(
  statements: Statements,
  { before, keep }: { readonly before: string; readonly keep: number },
): number {
  return statements.run(
    `DELETE FROM jobs WHERE state NOT IN ('queued', 'running')
       AND id IS NOT (SELECT id FROM jobs WHERE state = 'done' ORDER BY created_at DESC, rowid DESC LIMIT 1)
       AND (updated_at < ? OR (upload IS NULL AND id NOT IN (SELECT id FROM jobs
         WHERE state NOT IN ('queued', 'running') AND upload IS NULL
         ORDER BY created_at DESC, rowid DESC LIMIT ?)))`,
    before,
    keep,
  ).changes
}

/** One thread writes, so of an end and a cancellation that meet the first one stands. @throws {AppError} `job_not_found` */
export function updateJob(statements: Statements, id: string, change: JobChange, clock: Clock): Job {
  const before = requireJob(statements, id)
  const job = { ...before, ...change, ...(isUnderWay(before) ? {} : { state: before.state }) }
  const now = clock.now().toISOString()
  const isBegun = before.state === 'queued' && job.state === 'running'
  statements.run(
    `UPDATE jobs SET state = ?, done = ?, total = ?, failed = ?, errors = ?, counts = ?, updated_at = ?,
       started_at = coalesce(?, started_at) WHERE id = ?`,
    job.state,
    job.done,
    job.total,
    job.failed,
    JSON.stringify(job.errors.slice(0, MAX_JOB_ERRORS)),
    job.counts === null ? null : JSON.stringify(job.counts),
    now,
    isBegun ? now : null,
    id,
  )
  return requireJob(statements, id)
}

/**
 * Ends what a process left under way when it ended without closing. One process owns the archive, so at its
 * opening nobody works on a job. A job whose files are kept waits to be taken up again.
 */
export function failInterruptedJobs(statements: Statements): void {
  const error: JobError = {
    item: '*',
    code: 'internal_error',
    detail:
      'The process ended before the job did. What was counted is kept; retry it, or run it again, for the rest.',
  }
  statements.run(
    `UPDATE jobs SET state = 'failed', errors = json_insert(errors, '$[#]', json(?))
     WHERE state IN ('queued', 'running') AND upload IS NULL`,
    JSON.stringify(error),
  )
  statements.run("UPDATE jobs SET state = 'queued' WHERE state = 'running' AND upload IS NOT NULL")
}

export function readJob(statements: Statements, id: string, scope?: RecordScope): Job | undefined {
  const sql = `SELECT * FROM jobs WHERE id = ? AND ${IN_SCOPE}`
  const row = statements.rows<[string, ScopeParameters], JobRow>(sql).get(id, scopeParameters(scope))
  return row && toJob(row)
}

/** Newest first. */
export function readJobs(statements: Statements, limit: number, scope?: RecordScope): Job[] {
  const sql = `SELECT * FROM jobs WHERE ${IN_SCOPE} ORDER BY created_at DESC, rowid DESC LIMIT ?`
  return statements.rows<[number, ScopeParameters], JobRow>(sql).all(limit, scopeParameters(scope)).map(toJob)
}

function requireJob(statements: Statements, id: string): Job {
  const job = readJob(statements, id)
  if (job === undefined) throw new AppError('job_not_found', 'There is no job of that id.')
  return job
}

function toJob({
  created_at,
  updated_at,
  started_at,
  errors,
  collections,
  counts,
  paths,
  ...rest
}: JobRow): Job {
  return {
    ...rest,
    errors: JSON.parse(errors) as JobError[],
    createdAt: created_at,
    updatedAt: updated_at,
    startedAt: started_at,
    paths: paths === null ? null : (JSON.parse(paths) as string[]),
    collections: fromCollectionsColumn(collections),
    counts: counts === null ? null : (JSON.parse(counts) as JobCounts),
  }
}
