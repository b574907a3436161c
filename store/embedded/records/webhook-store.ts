import {
  MAX_GIVEN_UP,
  type NewWebhook,
  type WebhookDelivery,
  type WebhookEvent,
  type WebhookStatus,
  type WebhookTarget,
} from '../../webhooks.js'
import type { Statements } from '../statements.js'

interface StatusRow {
  readonly id: string
  readonly url: string
  readonly events: string
  readonly created_at: string
  readonly waiting: number
  readonly given_up: number
  readonly last_error: string | null
}

interface DeliveryRow extends Omit<WebhookDelivery, 'createdAt'> {
  readonly created_at: string
}

/** What the writing thread does for webhooks. */
export function webhookWriting(statements: Statements) {
  return {
    putWebhook: ({ id, url, events, secret, createdAt }: NewWebhook) => {
      const sql = 'INSERT INTO webhooks (id, url, events, secret, created_at) VALUES (?, ?, ?, ?, ?)'
      statements.run(sql, id, url, JSON.stringify(events), secret, createdAt)
    },
    removeWebhook: (id: string): boolean =>
      statements.run('DELETE FROM webhooks WHERE id = ?', id).changes > 0,
    webhookDelivered: (key: number) => {
      statements.run('DELETE FROM webhook_deliveries WHERE key = ?', key)
    },
    webhookFailed: ({ key, error, nextMs }: { key: number; error: string; nextMs: number | null }) => {
      const sql = 'UPDATE webhook_deliveries SET tries = tries + 1, last_error = ?, next_ms = ? WHERE key = ?'
      statements.run(sql, error, nextMs, key)
      if (nextMs !== null) return
      statements.run(
        `DELETE FROM webhook_deliveries WHERE next_ms IS NULL AND key NOT IN
           (SELECT key FROM webhook_deliveries WHERE next_ms IS NULL ORDER BY key DESC LIMIT ?)`,
        MAX_GIVEN_UP,
      )
    },
  }
}

/** What the reading thread does for them. */
export function webhookReading(statements: Statements) {
  return {
    webhooks: (): WebhookStatus[] => statements.rows<[], StatusRow>(STATUS).all().map(toStatus),
    webhookTarget: (id: string): WebhookTarget | undefined =>
      statements.rows<[string], WebhookTarget>('SELECT url, secret FROM webhooks WHERE id = ?').get(id),
    dueWebhookDeliveries: ({ nowMs, limitEach }: { nowMs: number; limitEach: number }): WebhookDelivery[] =>
      statements
        .rows<[number, number], DeliveryRow>(DUE)
        .all(nowMs, limitEach)
        .map(({ created_at, ...rest }) => ({ ...rest, createdAt: created_at })),
  }
}

const STATUS = `SELECT id, url, events, created_at,
    (SELECT count(*) FROM webhook_deliveries WHERE webhook = id AND next_ms IS NOT NULL) AS waiting,
    (SELECT count(*) FROM webhook_deliveries WHERE webhook = id AND next_ms IS NULL) AS given_up,
    (SELECT last_error FROM webhook_deliveries WHERE webhook = id AND last_error IS NOT NULL
       ORDER BY key DESC LIMIT 1) AS last_error
  FROM webhooks ORDER BY created_at, id`

const DUE = `SELECT d.key, webhooks.id AS webhook, event, data, d.created_at, tries, url, secret
  FROM webhooks JOIN webhook_deliveries d ON d.key IN
    (SELECT key FROM webhook_deliveries WHERE webhook = webhooks.id AND next_ms <= ? ORDER BY next_ms, key LIMIT ?)
  ORDER BY d.key`

function toStatus({ events, created_at, given_up, last_error, ...rest }: StatusRow): WebhookStatus {
  return {
    ...rest,
    events: JSON.parse(events) as WebhookEvent[],
    createdAt: created_at,
    givenUp: given_up,
    lastError: last_error,
  }
}
