import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../../core/errors.js'
import type { FetchRequest, FetchResponse } from '../../ingest/fetch/fetcher.js'
import type { WebhookDelivery, Webhooks } from '../../store/webhooks.js'
import type { ServerDeps } from '../deps.js'
import { webhookSignature } from './webhook-signature.js'

export interface WebhookSenderDeps extends Pick<ServerDeps, 'clock' | 'log'> {
  readonly webhooks: Webhooks
  /** The one that refuses what is not on the public net. */
  readonly fetcher: { fetch(request: FetchRequest): Promise<FetchResponse> }
  /** Time between looks at what is to be told, milliseconds. Default 2,000. */
  readonly pollMs?: number | undefined
}

const POLL_MS = 2000
/** Told side by side; a receiver that is slow holds up no more than these. */
const AT_ONCE = 8
const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 65_536
/** 30 s, a minute, two, … at most six hours: two days of tries in all. */
const FIRST_PAUSE_MS = 30_000
const MAX_PAUSE_MS = 6 * 3_600_000
const MAX_TRIES = 16

export interface WebhookSender {
  /** Ends the look-out and waits for what is under way. What is not told stays, for the next start. */
  stop(): Promise<void>
}

/** Tells receivers what the archive has noted, at least once each, until they take it or it is given up. */
export function startWebhookSender(deps: WebhookSenderDeps): WebhookSender {
  const stopping = new AbortController()
  const { signal } = stopping
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const told = await tellDue(deps, signal).catch((error: unknown) => {
        if (!signal.aborted) deps.log.error({ err: error }, 'webhooks could not be looked at')
        return 0
      })
      if (told < AT_ONCE)
        await delay(deps.pollMs ?? POLL_MS, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** @returns how many were tried */
async function tellDue(deps: WebhookSenderDeps, signal: AbortSignal): Promise<number> {
  const due = await deps.webhooks.due(deps.clock.now().getTime(), AT_ONCE)
  await Promise.all(due.map(delivery => tell(delivery, deps, signal)))
  return due.length
}

async function tell(delivery: WebhookDelivery, deps: WebhookSenderDeps, signal: AbortSignal): Promise<void> {
  const failure = await send(delivery, deps, signal)
  // Cut off by the stop: it counts as not tried, and the receiver may get it twice.
  if (signal.aborted && failure !== undefined) return
  if (failure === undefined) return deps.webhooks.delivered(delivery.key)
  const tries = delivery.tries + 1
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** delivery.tries, MAX_PAUSE_MS)
  const nextMs = tries >= MAX_TRIES ? null : deps.clock.now().getTime() + pauseMs
  const fields = { delivery: delivery.key, event: delivery.event, tries, failure }
  if (nextMs === null) deps.log.error(fields, 'a webhook was given up')
  else deps.log.warn(fields, 'a webhook was not taken')
  await deps.webhooks.failed(delivery.key, failure, nextMs)
}

/** @returns why it failed; undefined when the receiver took it */
async function send(
  { key, event, data, createdAt, url, secret }: WebhookDelivery,
  { clock, fetcher }: WebhookSenderDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  const id = `evt_${key}`
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
