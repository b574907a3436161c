import { z } from 'zod'
import { AppError, ERROR_TABLE, type ErrorCode } from '../core/errors.js'

export interface HttpAnswer {
  readonly status: number
  readonly text: string
}

const problemSchema = z.looseObject({
  code: z.enum(Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]]),
  detail: z.string(),
})
/** Members that an AppError has by itself, or that mean something to the server's log only. */
const NO_DETAILS = new Set(['type', 'title', 'status', 'detail', 'code', 'request_id'])

/** What a server answered that did not do what it was asked to. */
export function failureOf({ status, text }: HttpAnswer, serverUrl: string): AppError {
  try {
    const problem = problemSchema.parse(JSON.parse(text))
    const details = Object.entries(problem).filter(([name]) => !NO_DETAILS.has(name))
    return new AppError(problem.code, problem.detail, { details: Object.fromEntries(details) })
  } catch (cause) {
    return unreachable(
      serverUrl,
      new Error(`answered ${status} with something else than a problem`, { cause }),
    )
  }
}

/** Nothing answers there as Youju does. */
export function unreachable(serverUrl: string, cause: unknown): AppError {
  return new AppError(
    'server_unreachable',
    `The server at ${serverUrl} holds the data directory, and did not answer as Youju does. What it had ` +
      'acknowledged is kept. See whether it still runs, and try again.',
    { cause },
  )
}
