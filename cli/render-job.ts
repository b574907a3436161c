import type { Wire } from '../server/shapes/response-schemas.js'
import type { Messages } from './messages.js'

/** A job in one line, and each item that failed with its reason. */
export function renderJob(job: Wire<'Job'>, messages: Messages): string {
  const failures = job.errors.map(({ item, code, detail }) => `  ${item}  ${code}  ${detail}`)
  return [messages.job(job, messages.jobStates[job.state]), ...failures].join('\n')
}
