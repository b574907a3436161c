import { AppError } from '../../core/errors.js'
import type { SiteRecord } from '../../store/access-records.js'
import type { ServerDeps } from '../deps.js'
import type { RequestSchemas } from '../shapes/request-schemas.js'
import type { Wire } from '../shapes/response-schemas.js'
import { requireUnlimited } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { siteToWire } from '../shapes/wire-access.js'

const SITE_EXAMPLE: Wire<'Site'> = {
  id: 'st_2f9a1c0b7d3e4f5a6b',
  site_key: 'site_Jx2kqv8s0aYbL3mN4pQrTuVw',
  name: '云湾日报网站',
  origins: ['https://yunwan.example'],
  collections: ['news'],
  questions_per_day: 2000,
  questions_today: 118,
  model_tokens_per_day: null,
  state: 'active',
  created_at: '2026-11-25T08:00:00.000Z',
  revoked_at: null,
}

type Deps = Pick<ServerDeps, 'access' | 'archive' | 'clock'>

/** Sites whose pages show the widget. */
export function siteRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  const { sites } = deps.access
  const common = { tag: 'Sites', role: 'admin', query: schemas.noQuery } as const
  const shown = { description: 'The site', body: 'Site', example: SITE_EXAMPLE } as const
  return [
    defineRoute({
      ...common,
      method: 'post',
      path: '/v1/sites',
      operationId: 'createSite',
      summary: 'Let the pages of a site show the widget',
      body: {
        name: 'SitePost',
        schema: schemas.SitePost,
        example: { origins: ['https://yunwan.example'], collections: ['news'], questions_per_day: 2000 },
      },
      responses: { 201: shown },
      errors: ['disk_full'],
      async handle({ body, caller }) {
        requireUnlimited(caller)
        const { questions_per_day: questionsPerDay, model_tokens_per_day: modelTokensPerDay, ...same } = body
        const site = await sites.create({ ...same, questionsPerDay, modelTokensPerDay })
        return reply(201, await show(site, deps))
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/sites',
      operationId: 'listSites',
      summary: 'List the sites',
      responses: {
        200: { description: 'Oldest first', body: 'SiteList', example: { sites: [SITE_EXAMPLE] } },
      },
      errors: [],
      async handle({ caller }) {
        requireUnlimited(caller)
        return reply(200, { sites: await Promise.all(sites.list().map(site => show(site, deps))) })
      },
    }),
    ...oneSiteRoutes(deps, schemas),
  ]
}

function oneSiteRoutes(deps: Deps, schemas: RequestSchemas): Route[] {
  const { sites } = deps.access
  const common = {
    tag: 'Sites',
    role: 'admin',
    params: schemas.idPath,
    query: schemas.noQuery,
    errors: ['site_not_found', 'disk_full'],
  } as const
  return [
    defineRoute({
      ...common,
      method: 'post',
      path: '/v1/sites/{id}/rotate',
      operationId: 'rotateSite',
      summary: 'Give a site another key',
      description: 'The old key opens nothing any more, and the sessions of its visitors are over at once.',
      responses: { 200: { description: 'With its new key', body: 'Site', example: SITE_EXAMPLE } },
      async handle({ params, caller }) {
        requireUnlimited(caller)
        const site = await sites.rotate(params.id)
        if (site === undefined) throw siteNotFound()
        return reply(200, await show(site, deps))
      },
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: '/v1/sites/{id}',
      operationId: 'revokeSite',
      summary: 'Close a site',
      description: 'The sessions of its visitors are over at once.',
      responses: { 204: { description: 'Closed' } },
      async handle({ params, caller }) {
        requireUnlimited(caller)
        if (!(await sites.revoke(params.id))) throw siteNotFound()
        return reply(204)
      },
    }),
  ]
}

async function show(site: SiteRecord, { archive, clock }: Deps): Promise<Wire<'Site'>> {
  const day = clock.now().toISOString().slice(0, 10)
  const used = await archive.access.quotaUsed({ subject: site.id, measure: 'questions', day })
  return siteToWire(site, used)
}

function siteNotFound(): AppError {
  return new AppError('site_not_found', 'There is no site of that id, or it was revoked before.')
}
