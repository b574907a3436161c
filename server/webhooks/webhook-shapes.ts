import { z } from 'zod'
import { WEBHOOK_EVENTS } from '../../store/webhooks.js'

const Webhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  created_at: z.string().describe('RFC 3339'),
  waiting: z.int().min(0).describe('Deliveries that are still to be tried'),
  given_up: z.int().min(0).describe('Deliveries that failed for two days'),
  last_error: z.string().nullable(),
})

/** What `/v1/webhooks` answers. */
export const WEBHOOK_SHAPES = {
  Webhook,
  NewWebhook: Webhook.extend({ secret: z.string().describe('Shown once') }),
  WebhookTest: z.object({
    taken: z.boolean().describe('The receiver answered with a status of 2xx'),
    error: z.string().nullable().describe('Why it was not taken'),
  }),
  WebhookList: z.object({ webhooks: z.array(Webhook) }),
} as const
