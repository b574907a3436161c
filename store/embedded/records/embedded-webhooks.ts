import type { Webhooks } from '../../webhooks.js'
import type { ReadHandlers } from '../workers/read-worker.js'
import type { WorkerClient } from '../workers/rpc.js'
import type { WriteHandlers } from '../workers/write-worker.js'

export function createWebhooks({
  writer,
  reader,
}: {
  readonly writer: WorkerClient<WriteHandlers>
  readonly reader: WorkerClient<ReadHandlers>
}): Webhooks {
  return {
    put: webhook => writer.call('putWebhook', webhook),
    list: () => reader.call('webhooks', undefined),
    target: id => reader.call('webhookTarget', id),
    remove: id => writer.call('removeWebhook', id),
    due: (nowMs, limitEach) => reader.call('dueWebhookDeliveries', { nowMs, limitEach }),
    delivered: key => writer.call('webhookDelivered', key),
    failed: (key, error, nextMs) => writer.call('webhookFailed', { key, error, nextMs }),
  }
}
