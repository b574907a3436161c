import { AppError } from '../../core/errors.js'
import type { Fetcher } from '../../ingest/fetch/fetcher.js'
import type { WebhookDelivery } from '../../store/webhooks.js'
import type { ServerDeps } from '../deps.js'
import { webhookSignature } from './webhook-signature.js'

/** The one that refuses what is not on the public net. */
export type WebhookFetcher = Pick<Fetcher, 'fetch'>

/** What is told of, to whom. */
export interface WebhookCall extends Pick<
  WebhookDelivery,
  'event' | 'data' | 'createdAt' | 'url' | 'secret'
> {
  /** The receiver knows it by this when it comes again. */
  readonly id: string
}

const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 65_536

/**
 * Tells a receiver of one event, once. Where it would send us on to is not followed: that address was never
 * agreed on. Of its answer only the status is looked at.
 * @returns why it failed; undefined when the receiver took it
 */
export async function postWebhook(
  { id, event, data, createdAt, url, secret }: WebhookCall,
  { clock, fetcher }: Pick<ServerDeps, 'clock'> & { readonly fetcher: WebhookFetcher },
  signal: AbortSignal,
): Promise<string | undefined> {
  const body = JSON.stringify({ id, event, created_at: createdAt, data: JSON.parse(data) as unknown })
  try {
    const { status } = await fetcher.fetch({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'youju-event': event,
        'youju-delivery': id,
        'youju-signature': webhookSignature(secret, body, clock.now().getTime()),
      },
      body,
      isRobot: false,
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal,
    })
    return status >= 200 && status < 300 ? undefined : `The receiver answered ${status}.`
  } catch (error) {
    return error instanceof AppError ? `${error.code}: ${error.message}` : 'The receiver could not be told.'
  }
}
