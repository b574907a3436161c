import type { z } from 'zod'
import { AppError } from '../../core/errors.js'

const MAX_REPORTED = 20
const MAX_PATH_CHARACTERS = 120

type RequestPart = 'path' | 'query' | 'headers' | 'body'

/**
 * Checks one part of a request.
 * @throws {AppError} `invalid_request`, whose `errors` name each path that is wrong (the first 20)
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: RequestPart,
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.flatMap(issue => explain(issue, part))
  const errors = problems.slice(0, MAX_REPORTED)
  const first = errors[0] ?? { path: part, message: 'is not valid' }
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more, see errors)` : ''
  throw new AppError(
    'invalid_request',
    `Nothing was done: ${first.path}: ${first.message}${more}. GET /openapi.json describes what is taken.`,
    { details: { errors } },
  )
}

function explain(issue: z.core.$ZodIssue, part: RequestPart): { path: string; message: string }[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(part, issue.path), message: issue.message }]
  return issue.keys.slice(0, MAX_REPORTED).map(key => ({
    path: pathOf(part, [...issue.path, key]),
    message: 'Unknown field',
  }))
}

/** Such as `body.documents[3].title`; made well-formed and cut, for keys come from the caller. */
function pathOf(part: RequestPart, path: readonly PropertyKey[]): string {
  const steps = path.map(step => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
  return `${part}${steps.join('')}`.slice(0, MAX_PATH_CHARACTERS).toWellFormed()
}
