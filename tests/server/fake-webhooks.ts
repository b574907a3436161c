import type { NewWebhook, Webhooks } from '../../store/webhooks.js'

/** Webhooks in memory; nothing is ever noted for them. */
export function fakeWebhooks(): Webhooks {
  const kept = new Map<string, NewWebhook>()
  const nothing = () => Promise.resolve()
  return {
    put(webhook) {
      kept.set(webhook.id, webhook)
      return Promise.resolve()
    },
    list: () =>
      Promise.resolve(
        [...kept.values()].map(({ id, url, events, createdAt }) => ({
          ...{ id, url, events, createdAt, waiting: 0, givenUp: 0, lastError: null },
        })),
      ),
    target: id => Promise.resolve(kept.get(id)),
    remove: id => Promise.resolve(kept.delete(id)),
    due: () => Promise.resolve([]),
    delivered: nothing,
    failed: nothing,
  }
}
