import type { RequestHandler } from 'express'
import type { SiteBook } from './site-book.js'
import { contextOf } from '../http/request-context.js'
import type { Route } from '../http/route.js'

const PREFLIGHT_SECONDS = 600

/**
 * Lets pages of a site that shows the widget read the answers of the routes that are open to them, and of no
 * other: CORS, for the origins that the operator named and nobody else. The origin that is sent back is one of
 * those, never just what came.
 */
export function shareWithSites(routes: readonly Route[], sites: SiteBook): RequestHandler {
  const open = routes.filter(route => route.openToSites ?? route.role === 'widget')
  const methods = open.map(({ method }) => method.toUpperCase())
  return (request, response, next) => {
    if (open.length === 0) {
      next()
      return
    }
    response.vary('Origin')
    const { origin } = request.headers
    const wanted =
      request.method === 'OPTIONS' ? request.headers['access-control-request-method'] : request.method
    if (!sites.isSiteOrigin(origin) || wanted === undefined || !methods.includes(wanted)) {
      next()
      return
    }
    response.setHeader('Access-Control-Allow-Origin', origin)
    response.setHeader('Access-Control-Expose-Headers', 'X-Request-Id, Retry-After')
    if (request.method !== 'OPTIONS') {
      next()
      return
    }
    contextOf(response).route = routes[0]?.path ?? 'unmatched'
    response.setHeader('Access-Control-Allow-Methods', methods.join(', '))
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type')
    response.setHeader('Access-Control-Max-Age', String(PREFLIGHT_SECONDS))
    response.status(204).end()
  }
}
