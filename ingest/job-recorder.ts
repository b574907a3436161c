import type { Job, JobCounts, JobError, JobState } from '../core/types.js'
import type { JobOrigin } from '../store/archive.js'

/** Where work is recorded as a job: the archive of this process, or a running server. */
export interface JobRecorder {
  createJob(kind: string, total: number | null, made?: JobOrigin): Promise<Pick<Job, 'id'>>
  /** @returns the state that the job is in now: `cancelled` also when somebody else made it so */
  updateJob(id: string, change: JobReport): Promise<Pick<Job, 'state'>>
}

/** What is told of a job: what is given replaces what was told before. */
export interface JobReport {
  readonly state?: JobState
  readonly done?: number
  readonly failed?: number
  readonly total?: number
  readonly errors?: readonly JobError[]
  readonly counts?: JobCounts
}
