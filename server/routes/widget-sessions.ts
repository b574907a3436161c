import { AppError } from '../../core/errors.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import { defineRoute, reply, type Route } from '../http/route.js'

export function widgetSessionRoutes(
  { access }: Pick<ServerDeps, 'access'>,
  schemas: RequestSchemas,
): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/widget/sessions',
      operationId: 'createWidgetSession',
      tag: 'Sites',
      summary: 'Open a session for a visitor of a site',
      description:
        'For pages of the site only: the Origin must be one of its origins, character by character. The token, ' +
        'sent as a bearer token from the same origin, is good for questions, for feedback on their answers and ' +
        'for forgetting their conversation, for at most 15 minutes.',
      role: 'anyone',
      audited: false,
      openToSites: true,
      query: schemas.noQuery,
      body: {
        name: 'WidgetSessionPost',
        schema: schemas.WidgetSessionPost,
        example: { site_key: 'site_Jx2kqv8s0aYbL3mN4pQrTuVw' },
      },
      responses: {
        201: {
          description: 'The session',
          body: 'WidgetSession',
          example: { token: 'yw_eyJzaXRlIjoi.c2lnbmF0dXJl', expires_at: '2026-11-25T08:15:00.000Z' },
        },
      },
      errors: ['forbidden_origin'],
      handle({ body, page }) {
        const session = access.sites.openSession(body.site_key, page?.origin, body.previous)
        if (session === undefined) throw refused()
        return reply(201, { token: session.token, expires_at: session.expiresAt })
      },
    }),
  ]
}

/** The same for an unknown key and for a foreign page. */
function refused(): AppError {
  return new AppError(
    'forbidden_origin',
    'Refused: this site key is not in force, or not for this page. The operator lists the origins of a site with ' +
      '`youju sites create --origin`.',
  )
}
