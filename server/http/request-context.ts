import { randomBytes } from 'node:crypto'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { toAppError } from './problem.js'
import type { Authentication } from '../access/authenticate.js'
import { SESSION_SECONDS } from '../access/browser-sessions.js'
import { sessionCookie } from '../access/cookie.js'
import { ANONYMOUS_CALLER } from '../access/auth.js'
import type { ServerDeps } from '../deps.js'
import type { WorkFacts } from '../observe/telemetry.js'

/** What is known of a request on its way through. */
export interface RequestContext {
  readonly requestId: string
  /** Of nobody with any right until it was established who asks. */
  authentication: Authentication
  /** Of the matched route. */
  operationId?: string
  /** What the matched route is about: the values of its path. */
  target?: string
  /** Path template of the matched route, for the log; never the address itself, which may hold a question. */
  route: string
  /** Why it failed, if it did. */
  failureCode?: string
  /** Only with YOUJU_LOG_QUESTIONS=on. */
  question?: string
}

const SAFE_REQUEST_ID = /^[A-Za-z0-9_.-]{1,64}$/

/** A caller's own id is kept when it is safe in a log line and a header; else one is made. */
export function requestIdOf(request: Request): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && SAFE_REQUEST_ID.test(given)
    ? given
    : `req_${randomBytes(9).toString('base64url')}`
}

export function contextOf(response: Response): RequestContext {
  return response.locals['context'] as RequestContext
}

/** Gives every request its id and context, finds out who asks, and logs one line when it is over. */
export function requestContext(deps: Pick<ServerDeps, 'access' | 'log' | 'telemetry'>): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const startedAt = performance.now()
    const startedAtMs = Date.now()
    const work: WorkFacts[] = []
    const requestId = requestIdOf(request)
    response.setHeader('X-Request-Id', requestId)
    const context: RequestContext = { requestId, authentication: NOBODY, route: 'unmatched' }
    response.locals['context'] = context
    response.once('close', () => {
      const { method } = request
      // 499: the caller went away before the answer was complete.
      const status = response.writableFinished ? response.statusCode : 499
      const ms = performance.now() - startedAt
      const { route, failureCode: code } = context
      const traceParent = request.headers['traceparent']?.toString()
      deps.telemetry?.requested({
        requestId,
        method,
        route,
        status,
        code,
        traceParent,
        startedAtMs,
        ms,
        work,
      })
      deps.log.info(
        {
          request_id: requestId,
          method,
          route,
          status,
          ms: Number(ms.toFixed(1)),
          ...(context.question === undefined ? {} : { question: context.question }),
        },
        'request',
      )
    })
    context.authentication = deps.access.authenticate(request, request.ip)
    renewCookie(response, context.authentication)
    if (deps.telemetry === undefined) next()
    else deps.telemetry.within(work, next)
  }
}

const NOBODY: Authentication = { caller: ANONYMOUS_CALLER }

/** Whoever is signed in stays so, as long as they do something. */
function renewCookie(response: Response, { session: used }: Authentication): void {
  if (used === undefined) return
  response.setHeader('Set-Cookie', sessionCookie(used.cookie, SESSION_SECONDS, used.session.isHttps))
}

/** Logs what an operator has to know of a failure: the unknown with its stack, the machine's trouble as a warning. */
export function logFailure(log: ServerDeps['log'], error: unknown, requestId: string): void {
  const failure = toAppError(error)
  const fields = { request_id: requestId, code: failure.code, err: failure.cause ?? failure }
  if (failure.code === 'internal_error') log.error(fields, 'request failed')
  else if (failure.status >= 500) log.warn(fields, 'request failed')
}
