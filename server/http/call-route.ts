import type { Caller } from '../access/auth.js'
import type { Route } from './route.js'
import { validate } from './validate.js'

/** One call of the HTTP API, wherever it is carried out. */
export interface ApiCall {
  readonly method: Route['method']
  /** As in the route table: `/v1/collections/{collection}`. */
  readonly path: Route['path']
  readonly params?: Readonly<Record<string, string>>
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
}

export interface CallContext {
  /** Whose rights apply. */
  readonly caller: Caller
  readonly signal: AbortSignal
  readonly stopping: AbortSignal
  readonly standAside?: (() => void) | undefined
}

/**
 * Carries a call out without HTTP, by the same declared route: validated alike, with the same rights and failures.
 * @returns the body of the answer, undefined when it has none. @throws {AppError} as the route fails
 */
export async function callRoute(
  routes: readonly Route[],
  { method, path, params = {}, query = {}, body }: ApiCall,
  context: CallContext,
): Promise<unknown> {
  const route = routes.find(candidate => candidate.method === method && candidate.path === path)
  if (route === undefined) throw new Error(`there is no route ${method} ${path}`)
  const reply = await route.handle({
    ...context,
    params: route.params && validate(route.params, params, 'path'),
    query: route.query && validate(route.query, query, 'query'),
    headers: route.headers && validate(route.headers, {}, 'headers'),
    body: route.body && validate(route.body.schema, body, 'body'),
  })
  return reply.body
}
