import { setMaxListeners } from 'node:events'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import { AppError } from '../core/errors.js'
import { auditEntry, isRefusal } from './access/audit-entry.js'
import { createBodyReader } from './http/body-reader.js'
import type { ServerDeps } from './deps.js'
import { dispatch, type DispatchDeps } from './http/dispatch.js'
import { createGate } from './http/gate.js'
import { createRequestLimits } from './limits/request-limits.js'
import { servePages } from './pages.js'
import { failureFormats } from './http/failure-format.js'
import { shareWithSites } from './access/share-with-sites.js'
import { sendProblem, toAppError, toProblem } from './http/problem.js'
import { contextOf, logFailure, requestContext } from './http/request-context.js'
import { createRouteTable } from './route-table.js'
import type { Route } from './http/route.js'
import { CallerGone } from './http/work.js'

/** Imports take seconds, and nobody looks on. */
const IMPORT_MAX_WAIT_MS = 2000

/** The HTTP side of Youju, apart from listening (serve.ts does that). */
export function createApp(deps: ServerDeps): Express {
  const app = express()
  // Every request in flight listens to them; their number is bounded by the connections.
  setMaxListeners(0, deps.lifecycle.stopping, deps.lifecycle.cutoff)
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('trust proxy', deps.config.trustedProxies)
  app.set('case sensitive routing', true)
  app.set('strict routing', true)
  app.use(requestContext(deps))
  app.use(securityHeaders())
  const shared = dispatchDeps(deps)
  const routes = createRouteTable({ ...deps, gates: shared.gates })
  mount(app, routes, shared)
  app.use(servePages(deps.webDir))
  app.use(notFound)
  app.use(failed(deps, routes))
  return app
}

/** Questions and imports have gates of their own: an import must not keep readers waiting. */
function dispatchDeps(deps: ServerDeps): DispatchDeps {
  const { config } = deps
  const atOnce = config.YOUJU_CONCURRENT_REQUESTS
  const imports = (maxRunning: number) =>
    createGate({ maxRunning, maxHeld: 3 * maxRunning, maxWaitMs: IMPORT_MAX_WAIT_MS })
  return {
    ...deps,
    gates: {
      question: createGate({
        maxRunning: Math.min(atOnce, config.YOUJU_CONCURRENT_SEARCHES),
        maxHeld: atOnce,
        // What would wait longer is refused at once: so an answer under load takes about as long as any.
        maxWaitMs: config.YOUJU_QUESTION_WAIT_MS,
      }),
      ingest: imports(Math.ceil(atOnce / 4)),
      upload: imports(Math.ceil(atOnce / 8)),
    },
    readBody: createBodyReader(config.YOUJU_BODY_MAX_BYTES),
    requestLimits: createRequestLimits(config),
  }
}

function mount(app: Express, routes: readonly Route[], deps: DispatchDeps): void {
  for (const path of new Set(routes.map(route => route.path))) {
    const here = routes.filter(route => route.path === path)
    const expressPath = path.replaceAll(/\{(\w+)\}/g, ':$1')
    app.all(expressPath, shareWithSites(here, deps.access.sites))
    for (const route of here) app[route.method](expressPath, dispatch(route, deps))
    app.all(expressPath, refuseMethod(here))
  }
}

function refuseMethod(routes: readonly Route[]): RequestHandler {
  const methods = routes.map(({ method }) => method.toUpperCase())
  const allowed = (methods.includes('GET') ? [...methods, 'HEAD'] : methods).join(', ')
  return (request, response) => {
    contextOf(response).route = routes[0]?.path ?? 'unmatched'
    response.setHeader('Allow', allowed)
    throw new AppError('method_not_allowed', `This address takes ${allowed}, not ${request.method}.`)
  }
}

/** Nothing but our own files, no inline code, no frame around us. No HSTS: the loopback is plain HTTP. */
function securityHeaders(): RequestHandler {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  })
  return (request, response, next) => {
    response.setHeader('Cache-Control', 'no-store')
    protect(request, response, next)
  }
}

const notFound: RequestHandler = () => {
  throw new AppError('route_not_found', 'There is nothing at this address. GET /openapi.json lists the API.')
}

function failed({ access, clock, log }: ServerDeps, routes: readonly Route[]): ErrorRequestHandler {
  const formatAt = failureFormats(routes)
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- Express knows an error handler by its four parameters
  return (error: unknown, request, response, _next) => {
    if (error instanceof CallerGone) return
    const context = contextOf(response)
    const { requestId } = context
    logFailure(log, error, requestId)
    const failure = toAppError(error)
    context.failureCode = failure.code
    if (isRefusal(failure, context)) {
      const address = request.ip
      access.audit.note(auditEntry({ context, outcome: failure.code, now: clock.now(), address }))
    }
    sendProblem(response, toProblem(failure, requestId), formatAt(request.path))
  }
}
