import { setTimeout as delay } from 'node:timers/promises'
import type { WebhookDelivery, Webhooks } from '../../store/webhooks.js'
import type { ServerDeps } from '../deps.js'
import { postWebhook, type WebhookFetcher } from './post-webhook.js'

export interface WebhookSenderDeps extends Pick<ServerDeps, 'clock' | 'log'> {
  readonly webhooks: Webhooks
  readonly fetcher: WebhookFetcher
  /** Time between looks at what is to be told, milliseconds. Default 2,000. */
  readonly pollMs?: number | undefined
}

const POLL_MS = 2000
/** Of each receiver, told side by side. */
const AT_ONCE = 4
/** 30 s, a minute, two, … at most six hours: two days of tries in all. */
const FIRST_PAUSE_MS = 30_000
const MAX_PAUSE_MS = 6 * 3_600_000
const MAX_TRIES = 16

export interface WebhookSender {
  /** Ends the look-out and waits for what is under way. What is not told stays, for the next start. */
  stop(): Promise<void>
}

/**
 * Tells receivers what the archive has noted, at least once each, until they take it or it is given up. Each receiver
 * has a lane of its own: one that is away holds up nobody but itself.
 */
export function startWebhookSender(deps: WebhookSenderDeps): WebhookSender {
  const stopping = new AbortController()
  const { signal } = stopping
  const pause = () => delay(deps.pollMs ?? POLL_MS, undefined, { signal, ref: false }).catch(() => undefined)
  const lanes = new Map<string, Promise<void>>()
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const due = await dueByWebhook(deps).catch((error: unknown) => {
        if (!signal.aborted) deps.log.error({ err: error }, 'webhooks could not be looked at')
        return new Map<string, WebhookDelivery[]>()
      })
      for (const [webhook, deliveries] of due) {
        if (lanes.has(webhook)) continue
        const told = tellAll(deliveries, deps, signal).then(isNoted => (isNoted ? undefined : pause()))
        lanes.set(
          webhook,
          told.finally(() => lanes.delete(webhook)),
        )
      }
      await Promise.race([pause(), ...lanes.values()])
    }
    await Promise.all(lanes.values())
  }
  const running = run()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function dueByWebhook({ clock, webhooks }: WebhookSenderDeps): Promise<Map<string, WebhookDelivery[]>> {
  const byWebhook = new Map<string, WebhookDelivery[]>()
  for (const delivery of await webhooks.due(clock.now().getTime(), AT_ONCE)) {
    const before = byWebhook.get(delivery.webhook) ?? []
    byWebhook.set(delivery.webhook, [...before, delivery])
  }
  return byWebhook
}

/** @returns false when what became of one could not be noted: it is due again at once */
async function tellAll(
  deliveries: readonly WebhookDelivery[],
  deps: WebhookSenderDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const told = await Promise.allSettled(deliveries.map(delivery => tell(delivery, deps, signal)))
  const failed = told.find(outcome => outcome.status === 'rejected')
  if (failed === undefined || signal.aborted) return true
  deps.log.error({ err: failed.reason as unknown }, 'what became of a webhook could not be noted')
  return false
}

async function tell(delivery: WebhookDelivery, deps: WebhookSenderDeps, signal: AbortSignal): Promise<void> {
  const failure = await postWebhook({ ...delivery, id: `evt_${delivery.key}` }, deps, signal)
  // Cut off by the stop: it counts as not tried, and the receiver may get it twice.
  if (signal.aborted && failure !== undefined) return
  if (failure === undefined) return deps.webhooks.delivered(delivery.key)
  const tries = delivery.tries + 1
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** delivery.tries, MAX_PAUSE_MS)
  const nextMs = tries >= MAX_TRIES ? null : deps.clock.now().getTime() + pauseMs
  const shown = withoutPath(failure, delivery.url)
  const fields = {
    delivery: delivery.key,
    webhook: delivery.webhook,
    event: delivery.event,
    tries,
    failure: shown,
  }
  if (nextMs === null) deps.log.error(fields, 'a webhook was given up')
  else deps.log.warn(fields, 'a webhook was not taken')
  await deps.webhooks.failed(delivery.key, failure, nextMs)
}

/** Receivers of chat platforms are known by a secret in the path: it is for who manages webhooks, not for the log. */
function withoutPath(failure: string, url: string): string {
  const { pathname } = new URL(url)
  return pathname === '/' ? failure : failure.replaceAll(pathname, '/…')
}
