/** What somebody can be told of. */
export const WEBHOOK_EVENTS = [
  'job.ended',
  'document.withdrawn',
  'document.deleted',
  'collection.deleted',
] as const

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

export interface NewWebhook {
  readonly id: string
  readonly url: string
  readonly events: readonly WebhookEvent[]
  /** Signs each delivery; as it is, for a hash cannot sign. */
  readonly secret: string
  readonly createdAt: string
}

export interface WebhookStatus extends Omit<NewWebhook, 'secret'> {
  /** Deliveries that are still to be tried. */
  readonly waiting: number
  /** Deliveries that failed too often. They stay until the webhook is removed, `MAX_GIVEN_UP` at most. */
  readonly givenUp: number
  /** Why the newest failure failed; null when nothing that waits or was given up has. */
  readonly lastError: string | null
}

export type WebhookTarget = Pick<NewWebhook, 'url' | 'secret'>

export interface WebhookDelivery extends WebhookTarget {
  readonly key: number
  /** Id of the webhook. */
  readonly webhook: string
  readonly event: string
  /** JSON. */
  readonly data: string
  readonly createdAt: string
  /** Failed ones before this. */
  readonly tries: number
}

/** Most deliveries that are kept after they were given up; the oldest go. */
export const MAX_GIVEN_UP = 1000

/** Who is told of what, and what is still to be told. What happens is noted by the archive itself. */
export interface Webhooks {
  put(webhook: NewWebhook): Promise<void>
  /** Oldest first. */
  list(): Promise<WebhookStatus[]>
  /** Where a webhook is told, and what signs it; undefined when there is none of that id. */
  target(id: string): Promise<WebhookTarget | undefined>
  /** With everything that was still to be told. @returns false when there was none */
  remove(id: string): Promise<boolean>
  /** Deliveries whose time has come, oldest first; of each webhook so many, whatever waits for another. */
  due(nowMs: number, limitEach: number): Promise<WebhookDelivery[]>
  delivered(key: number): Promise<void>
  /** @param nextMs when it is tried again, Unix time; null: given up */
  failed(key: number, error: string, nextMs: number | null): Promise<void>
}
