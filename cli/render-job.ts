import type { JobError } from '../core/types.js'
import type { Wire } from '../server/shapes/response-schemas.js'
import type { Messages } from './messages.js'

/** A job in one line, and each item that failed with its reason. */
export function renderJob(job: Wire<'Job'>, messages: Messages): string {
  return [messages.job(job, messages.jobStates[job.state]), ...failureLines(job.errors)].join('\n')
}

/** A line for each item that failed, with its reason. */
export const failureLines = (errors: readonly JobError[]): string[] =>
  errors.map(({ item, code, detail }) => `  ${item}  ${code}  ${detail}`)
