import { OPENAI_ERROR_FORMAT } from '../openai/openai-error.js'
import { PROBLEM_FORMAT, type Problem } from './problem.js'
import type { RESPONSE_SCHEMAS } from '../shapes/response-schemas.js'
import type { Route } from './route.js'

/** How a failed request is answered: the same facts in the form that the callers of a route understand. */
export interface FailureFormat {
  readonly mediaType: 'application/problem+json' | 'application/json'
  /** The shape of the body. */
  readonly shape: keyof typeof RESPONSE_SCHEMAS
  /** Name of the event that ends a stream; null: an unnamed one. */
  readonly event: string | null
  render(problem: Problem): unknown
}

export const FAILURE_FORMATS = {
  problem: PROBLEM_FORMAT,
  openai: OPENAI_ERROR_FORMAT,
} as const satisfies Record<string, FailureFormat>

export type FailureFormatName = keyof typeof FAILURE_FORMATS

/**
 * The format by address, not by matched route: a caller that may not come in, or uses the wrong method, is
 * answered in the form of that address too.
 */
export function failureFormats(
  routes: readonly Pick<Route, 'path' | 'failures'>[],
): (path: string) => FailureFormat {
  const special = routes.flatMap(({ path, failures }) =>
    failures === undefined ? [] : [{ pattern: patternOf(path), format: FAILURE_FORMATS[failures] }],
  )
  return path => special.find(({ pattern }) => pattern.test(path))?.format ?? PROBLEM_FORMAT
}

const patternOf = (path: string) =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)
