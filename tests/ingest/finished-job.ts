import { isUnderWay } from '../../core/job-state.js'
import type { Job } from '../../core/types.js'
import type { Archive } from '../../store/archive.js'

/** Waits until a job is over. */
export async function finishedJob(archive: Pick<Archive, 'job'>, id: string): Promise<Job> {
  for (;;) {
    const job = await archive.job(id)
    if (job !== undefined && !isUnderWay(job)) return job
    await new Promise(setImmediate)
  }
}
