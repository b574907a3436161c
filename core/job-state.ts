import type { Job } from './types.js'

/** Whether somebody works on the job or is about to. A job that is over never comes back to this. */
export function isUnderWay({ state }: Pick<Job, 'state'>): boolean {
  return state === 'queued' || state === 'running'
}
