import type { Request, RequestHandler, Response } from 'express'
import { AppError } from '../../core/errors.js'
import { isOwnOrigin } from '../access/authenticate.js'
import { isUpload, mediaTypeOf, whileArriving } from './arrival.js'
import { auditSuccess, targetOf } from '../access/audit-entry.js'
import { requireRole, type Caller } from '../access/auth.js'
import type { BodyReader } from './body-reader.js'
import type { ServerDeps } from '../deps.js'
import { openEventStream } from './event-stream.js'
import { FAILURE_FORMATS } from './failure-format.js'
import type { Gate } from './gate.js'
import { rateLimited, rateLimitHeaders, type RequestLimits } from '../limits/request-limits.js'
import { toAppError, toProblem } from './problem.js'
import { contextOf, type RequestContext } from './request-context.js'
import type { AnyReply, PageFacts, Route, RouteInput, UploadInput } from './route.js'
import { NDJSON, sendLines } from './send-lines.js'
import { validate } from './validate.js'
import { startWork, type Work } from './work.js'

const HEARTBEAT_MS = 15_000
const RIGHT_CHECK_MS = 2000
const STREAM_MAX_BUFFERED_BYTES = 4_194_304

/** What all routes of one app share. */
export interface DispatchDeps extends Pick<
  ServerDeps,
  'access' | 'clock' | 'config' | 'log' | 'lifecycle' | 'heartbeatMs' | 'rightCheckMs'
> {
  readonly gates: Readonly<Record<NonNullable<Route['gate']> | 'upload', Gate>>
  readonly readBody: BodyReader
  readonly requestLimits: RequestLimits
}

/**
 * Serves one route: right, media type, address, place at the gate, body, handler, answer. The place at the
 * gate is kept until the work has really ended, even when the answer (a timeout, say) was sent before.
 */
export function dispatch(route: Route, deps: DispatchDeps): RequestHandler {
  return async (request, response) => {
    const context = contextOf(response)
    context.route = route.path
    context.operationId = route.operationId
    requireRunning(deps, response)
    const caller = { ...context.authentication.caller, address: request.ip }
    await requireRate(caller, response, deps)
    requireRight(context, route)
    const accepted = acceptedType(request, route)
    const params = route.params && validate(route.params, request.params, 'path')
    context.target = targetOf(params)
    const query = route.query && validate(route.query, request.query, 'query')
    const headers = route.headers && validate(route.headers, request.headers, 'headers')
    const work = startWork(response, deps.lifecycle.cutoff)
    const { stopping } = deps.lifecycle
    const upload = uploadOf(route, request)
    const serve = async (): Promise<void> => {
      const gate = upload === undefined ? route.gate : 'upload'
      const place = gate && (await deps.gates[gate].enter(work.signal))
      try {
        if (upload !== undefined) {
          const input = { params, query, caller, stopping, signal: work.signal }
          await receive(upload, input, { route, request, response, deps })
          return
        }
        const body =
          route.body &&
          validate(route.body.schema, await deps.readBody(request, response, route.body.text), 'body')
        work.signal.throwIfAborted()
        const isStream = route.stream?.when?.(body) ?? accepted === 'text/event-stream'
        bound(work, { isStream, accepted, route, request, response, deps })
        noteQuestion(route, body, response, deps)
        const { signal } = work
        const page = pageFacts(request, response, deps)
        const standAside = place?.standAside
        const input = { params, query, headers, body, caller, page, signal, stopping, standAside }
        if (isStream) await sendEvents(route, input, response, deps)
        else if (accepted === NDJSON && route.lines !== undefined)
          await sendLines(route.lines(input), response, {
            signal,
            maxStallMs: deps.config.YOUJU_REQUEST_TIMEOUT_MS,
          })
        else await sendReply(route, input, response, deps)
      } finally {
        place?.leave()
      }
    }
    try {
      await work.race(serve())
    } finally {
      work.end()
    }
  }
}

function uploadOf(route: Route, request: Request): Route['upload'] {
  return isUpload(request) && route.upload?.content[mediaTypeOf(request)] !== undefined
    ? route.upload
    : undefined
}

interface Exchange {
  readonly route: Route
  readonly request: Request
  readonly response: Response
  readonly deps: DispatchDeps
}

interface Bounded extends Exchange {
  readonly isStream: boolean
  readonly accepted: string
}

/**
 * Work has a deadline. What is handed out for as long as it lasts (an export takes as long as it is long; a reader
 * that stands still is cut off all the same) has none, and ends with the right to it.
 */
function bound(work: Work, { isStream, accepted, route, request, deps }: Bounded): void {
  const isExport = accepted === NDJSON
  if (route.deadline !== false && !isExport) work.setDeadline(deps.config.YOUJU_REQUEST_TIMEOUT_MS)
  else if (isStream || isExport) {
    work.recheck(() => {
      requireRight({ authentication: deps.access.authenticate(request, request.ip) }, route)
    }, deps.rightCheckMs ?? RIGHT_CHECK_MS)
  }
}

/** What fails on the way leaves the rest of the body unread: the connection is of no more use then. */
async function receive(
  upload: NonNullable<Route['upload']>,
  input: Omit<UploadInput, 'content'>,
  { route, request, response, deps }: Exchange,
): Promise<void> {
  const arriving = whileArriving(request, deps.config.YOUJU_REQUEST_TIMEOUT_MS)
  const signal = AbortSignal.any([input.signal, arriving.signal])
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/iu.exec(request.headers['content-type'] ?? '')?.[1]
  const content = { mediaType: mediaTypeOf(request), charset, request }
  try {
    const reply = await upload.handle({ ...input, signal, content })
    await auditSuccess(route, reply.body, response, deps)
    send(reply, response, undefined)
  } catch (error) {
    if (!request.complete && !response.headersSent) response.setHeader('Connection', 'close')
    throw error
  } finally {
    arriving.end()
  }
}

async function sendReply(
  route: Route,
  input: RouteInput,
  response: Response,
  deps: DispatchDeps,
): Promise<void> {
  const reply = await route.handle(input)
  await auditSuccess(route, reply.body, response, deps)
  send(reply, response, route.responses[reply.status]?.mediaType)
}

function send(reply: AnyReply, response: Response, mediaType: string | undefined): void {
  if (response.headersSent || response.destroyed) return
  if (reply.cookie !== undefined) response.setHeader('Set-Cookie', reply.cookie)
  response.status(reply.status)
  if (reply.body === undefined) response.end()
  else if (mediaType !== undefined && typeof reply.body === 'string')
    response.type(mediaType).send(reply.body)
  else response.json(reply.body)
}

/** A failure before the first event keeps its HTTP status; a later one becomes the last event. */
async function sendEvents(
  route: Route,
  input: RouteInput,
  response: Response,
  deps: DispatchDeps,
): Promise<void> {
  const stream = openEventStream(response, {
    heartbeatMs: deps.heartbeatMs ?? HEARTBEAT_MS,
    maxBufferedBytes: STREAM_MAX_BUFFERED_BYTES,
    maxStallMs: deps.config.YOUJU_REQUEST_TIMEOUT_MS,
  })
  const fail = async (error: unknown): Promise<void> => {
    const { event, render } = FAILURE_FORMATS[route.failures ?? 'problem']
    const problem = toProblem(toAppError(error), contextOf(response).requestId)
    if (stream.opened) stream.send(event, render(problem))
    if (stream.opened) await stream.end()
  }
  const onAbort = (): void => {
    void fail(input.signal.reason)
  }
  input.signal.addEventListener('abort', onAbort, { once: true })
  try {
    await route.stream?.run(input, stream)
    await stream.end()
  } catch (error) {
    if (!input.signal.aborted) await fail(error)
    throw error
  } finally {
    stream.dispose()
    input.signal.removeEventListener('abort', onAbort)
  }
}

/** @throws {AppError} `unauthenticated`, `too_many_attempts`, `forbidden_origin`, `forbidden` */
function requireRight({ authentication }: Pick<RequestContext, 'authentication'>, { role }: Route): void {
  const { caller, failure } = authentication
  // Where nobody needs a right, what was shown in vain does no harm.
  if (failure !== undefined && role !== 'anyone') throw failure
  requireRole(caller, role)
}

/** Before anything that costs. @throws {AppError} `rate_limited` */
async function requireRate(caller: Caller, response: Response, deps: DispatchDeps): Promise<void> {
  const use = await deps.requestLimits.take(caller)
  if (use === undefined) return
  response.setHeaders(new Map(Object.entries(rateLimitHeaders(use))))
  if (!use.isOver) return
  const context = contextOf(response)
  // One line of the audit log tells as much as thousands.
  if (!use.isFirstOver) context.authentication = { ...context.authentication, isRepeated: true }
  throw rateLimited(use)
}

function pageFacts(request: Request, response: Response, { access }: DispatchDeps): PageFacts {
  const { authentication } = contextOf(response)
  const { origin } = request.headers
  return {
    origin,
    isOwn: isOwnOrigin(request),
    session: authentication.session,
    signIn: key => access.signIn(key, request.ip),
  }
}

/** Of what a route answers, what the caller likes best. @throws {AppError} `not_acceptable` */
function acceptedType(request: Request, route: Route): string {
  const types = Object.values(route.responses).map(({ mediaType = 'application/json' }) => mediaType)
  const whole = [...new Set([...types, 'application/problem+json'])]
  const offered = [
    ...whole,
    ...(route.stream === undefined ? [] : ['text/event-stream']),
    ...(route.lines === undefined ? [] : [NDJSON]),
  ]
  const chosen = request.accepts(offered)
  if (chosen === false) {
    throw new AppError('not_acceptable', `This address answers ${offered.join(', ')}.`)
  }
  return request.method === 'HEAD' ? '' : chosen
}

/** @throws {AppError} `shutting_down` once the server has begun to stop */
function requireRunning(deps: DispatchDeps, response: Response): void {
  if (!deps.lifecycle.stopping.aborted) return
  response.setHeader('Connection', 'close')
  throw new AppError('shutting_down', 'The server is stopping; nothing was started. Try again in a moment.')
}

function noteQuestion(route: Route, body: unknown, response: Response, deps: DispatchDeps): void {
  if (!deps.config.YOUJU_LOG_QUESTIONS) return
  const question = route.questionOf?.(body)
  if (question !== undefined) contextOf(response).question = question
}
