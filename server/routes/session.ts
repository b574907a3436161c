import { AppError } from '../../core/errors.js'
import type { BrowserSession } from '../access/browser-sessions.js'
import { SESSION_SECONDS } from '../access/browser-sessions.js'
import { sessionCookie } from '../access/cookie.js'
import { unauthenticated, type Caller } from '../access/auth.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import type { Wire } from '../shapes/response-schemas.js'
import { defineRoute, reply, type Route } from '../http/route.js'

const SESSION_EXAMPLE: Wire<'Session'> = {
  key_id: 'key_2f9a1c0b7d3e4f5a6b',
  role: 'admin',
  collections: null,
  csrf_token: 'yqB0mDk2Y4cV6xT8zL1nP3rS5uW7aE9gI0oQ2sU4w6y',
  expires_at: '2026-11-25T20:00:00.000Z',
}

/** Signing in a browser, so that no script ever holds a key. */
export function sessionRoutes({ access }: Pick<ServerDeps, 'access'>, schemas: RequestSchemas): Route[] {
  const { sessions } = access
  const common = { path: '/v1/session', tag: 'Keys', query: schemas.noQuery } as const
  const shown = { description: 'Who is signed in', body: 'Session', example: SESSION_EXAMPLE } as const
  return [
    defineRoute({
      ...common,
      method: 'post',
      operationId: 'signIn',
      summary: 'Sign a browser in with a key',
      description:
        'For pages of this server. The answer sets a cookie that scripts cannot read; it lasts for 12 hours after ' +
        'the last request. What is not a GET must then carry `csrf_token` as the header `X-Youju-Csrf`.',
      role: 'anyone',
      body: { name: 'SessionPost', schema: schemas.SessionPost, example: { key: 'yk_…' } },
      responses: { 201: { ...shown, description: 'Signed in' } },
      errors: ['unauthenticated', 'too_many_attempts', 'forbidden_origin'],
      handle({ body, page }) {
        if (page?.isOwn !== true) throw notOurPage()
        const caller = page.signIn(body.key)
        // The page's own address says how the browser reaches us, whatever stands between.
        const isHttps = page.origin?.startsWith('https:') === true
        const { cookie, session } = sessions.open(caller.id, isHttps)
        return {
          ...reply(201, toWire(caller, session)),
          cookie: sessionCookie(cookie, SESSION_SECONDS, isHttps),
        }
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      operationId: 'getSession',
      summary: 'Say who is signed in',
      role: 'reader',
      responses: { 200: shown },
      errors: [],
      handle: ({ caller, page }) => reply(200, toWire(caller, page?.session?.session)),
    }),
    defineRoute({
      ...common,
      method: 'delete',
      operationId: 'signOut',
      summary: 'Sign the browser out',
      role: 'anyone',
      responses: { 204: { description: 'Signed out; also when nobody was signed in' } },
      errors: [],
      handle({ page }) {
        const used = page?.session
        if (used !== undefined) sessions.close(used.cookie)
        return { ...reply(204), cookie: sessionCookie('', 0, used?.session.isHttps === true) }
      },
    }),
  ]
}

function toWire(caller: Caller, session: BrowserSession | undefined): Wire<'Session'> {
  const { role } = caller
  if (role === 'anyone' || role === 'widget') throw unauthenticated()
  return {
    key_id: caller.kind === 'key' ? caller.id : null,
    role,
    collections: caller.collections === undefined ? null : [...caller.collections],
    csrf_token: session?.csrfToken ?? null,
    expires_at: session?.expiresAt.toISOString() ?? null,
  }
}

function notOurPage(): AppError {
  return new AppError(
    'forbidden_origin',
    'Refused: browsers are signed in by pages of this server only. Programs send the key with each request.',
  )
}
