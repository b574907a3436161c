import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../core/errors.js'
import { WEBHOOK_EVENTS, type WebhookStatus } from '../../store/webhooks.js'
import type { ServerDeps } from '../deps.js'
import { webAddress, type RequestSchemas } from '../shapes/request-schemas.js'
import type { Wire } from '../shapes/response-schemas.js'
import { requireUnlimited } from '../access/rights.js'
import { defineRoute, reply, type Route } from '../http/route.js'
import { postWebhook } from './post-webhook.js'

const MAX_WEBHOOKS = 50

const webhookPost = z.strictObject({
  url: webAddress.refine(
    hasNoPassword,
    'Must hold no user name and no password: check the signature instead',
  ),
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(WEBHOOK_EVENTS.length),
})
/** It would be shown to whoever lists the webhooks. */
function hasNoPassword(text: string): boolean {
  const url = URL.parse(text)
  return url?.username === '' && url.password === ''
}

const WEBHOOK_EXAMPLE: Wire<'Webhook'> = {
  id: 'wh_4Tq0kW1x',
  url: 'https://hooks.example.org/youju',
  events: ['job.ended', 'document.withdrawn'],
  created_at: '2025-03-02T01:30:00Z',
  waiting: 0,
  given_up: 0,
  last_error: null,
}

/** Who is told of what happens. For administrators of the whole service: an event names any collection. */
export function webhookRoutes(
  deps: Pick<ServerDeps, 'archive' | 'clock' | 'fetcher'>,
  schemas: RequestSchemas,
): Route[] {
  const { archive, clock } = deps
  const common = { tag: 'Webhooks', role: 'admin', query: schemas.noQuery } as const
  return [
    defineRoute({
      ...common,
      method: 'post',
      path: '/v1/webhooks',
      operationId: 'createWebhook',
      summary: 'Have an address told of what happens',
      description:
        'Each event is POSTed as `{ id, event, created_at, data }` with `Youju-Signature: t=…,v1=…` ' +
        '(HMAC-SHA-256 with the secret over `<t>.<body>`), at least once, and tried again for about two days. ' +
        'The secret is shown here and never again.',
      body: {
        name: 'WebhooksPost',
        schema: webhookPost,
        example: { url: WEBHOOK_EXAMPLE.url, events: [...WEBHOOK_EXAMPLE.events] },
      },
      responses: {
        201: {
          description: 'It is told from now on',
          body: 'NewWebhook',
          example: { ...WEBHOOK_EXAMPLE, secret: 'whsec_dGhpcyBpcyBhbiBleGFtcGxl' },
        },
      },
      errors: ['too_many_webhooks', 'disk_full'],
      async handle({ body, caller }) {
        requireUnlimited(caller)
        if ((await archive.webhooks.list()).length >= MAX_WEBHOOKS)
          throw new AppError(
            'too_many_webhooks',
            `There are ${MAX_WEBHOOKS} webhooks already: remove one first.`,
          )
        const secret = `whsec_${randomBytes(24).toString('base64url')}`
        const id = `wh_${randomBytes(9).toString('base64url')}`
        const webhook = {
          id,
          url: body.url,
          events: [...new Set(body.events)],
          createdAt: clock.now().toISOString(),
        }
        await archive.webhooks.put({ ...webhook, secret })
        const status = { ...webhook, waiting: 0, givenUp: 0, lastError: null }
        return reply(201, { ...webhookToWire(status), secret })
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/webhooks',
      operationId: 'listWebhooks',
      summary: 'List the webhooks, with what is still to be told and what was given up',
      responses: {
        200: { description: 'Oldest first', body: 'WebhookList', example: { webhooks: [WEBHOOK_EXAMPLE] } },
      },
      errors: [],
      async handle({ caller }) {
        requireUnlimited(caller)
        return reply(200, { webhooks: (await archive.webhooks.list()).map(webhookToWire) })
      },
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: '/v1/webhooks/{id}',
      operationId: 'deleteWebhook',
      summary: 'Tell an address no more',
      params: schemas.idPath,
      responses: { 204: { description: 'Nothing more is sent, what waited included' } },
      errors: ['webhook_not_found'],
      async handle({ params, caller }) {
        requireUnlimited(caller)
        if (await archive.webhooks.remove(params.id)) return reply(204)
        throw notFound()
      },
    }),
    testRoute(deps, schemas),
  ]
}

function testRoute(
  { archive, clock, fetcher }: Pick<ServerDeps, 'archive' | 'clock' | 'fetcher'>,
  schemas: RequestSchemas,
): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/webhooks/{id}/test',
    operationId: 'testWebhook',
    tag: 'Webhooks',
    summary: 'Tell an address of a test, now and once',
    description:
      'Sends the event `webhook.test`, signed as every other, and says what became of it. It is not tried again.',
    role: 'admin',
    params: schemas.idPath,
    query: schemas.noQuery,
    responses: {
      200: { description: 'What became of it', body: 'WebhookTest', example: { taken: true, error: null } },
    },
    errors: ['webhook_not_found'],
    async handle({ params, caller, signal }) {
      requireUnlimited(caller)
      const target = await archive.webhooks.target(params.id)
      if (target === undefined) throw notFound()
      const call = {
        ...target,
        id: `evt_test_${randomBytes(9).toString('base64url')}`,
        event: 'webhook.test',
        data: JSON.stringify({ webhook_id: params.id }),
        createdAt: clock.now().toISOString(),
      }
      const error = await postWebhook(call, { clock, fetcher }, signal)
      return reply(200, { taken: error === undefined, error: error ?? null })
    },
  })
}

function notFound(): AppError {
  return new AppError('webhook_not_found', 'There is no webhook of that id.')
}

function webhookToWire({
  id,
  url,
  events,
  createdAt,
  waiting,
  givenUp,
  lastError,
}: WebhookStatus): Wire<'Webhook'> {
  return {
    id,
    url,
    events: [...events],
    created_at: createdAt,
    waiting,
    given_up: givenUp,
    last_error: lastError,
  }
}
