import type { Wire } from '../server/shapes/response-schemas.js'

/** What the commands about webhooks say, their help included. */
export interface WebhookMessages {
  readonly commands: Readonly<
    Record<'webhooks' | 'webhooks create' | 'webhooks list' | 'webhooks remove' | 'webhooks test', string>
  >
  readonly arguments: Readonly<Record<'url' | 'webhook', string>>
  readonly events: string
  readonly created: (webhook: Wire<'NewWebhook'>) => string
  readonly webhook: (webhook: Wire<'Webhook'>) => string
  readonly none: string
  readonly removed: (id: string) => string
  readonly taken: (id: string) => string
  readonly notTaken: (error: string) => string
}

export const webhooksInEnglish: WebhookMessages = {
  commands: {
    webhooks: 'see and manage the addresses that are told of what happens',
    'webhooks create': 'have an address told; its secret is shown once',
    'webhooks list': 'list the webhooks (default)',
    'webhooks remove': 'tell an address no more, what waits included',
    'webhooks test': 'tell an address of a test, now',
  },
  arguments: {
    url: 'address of the receiver, such as https://hooks.example.org/youju',
    webhook: 'id of the webhook, wh_…',
  },
  events:
    'of what, separated by commas: job.ended, document.withdrawn, document.deleted, collection.deleted (default: all)',
  created: ({ id, url, secret }) =>
    `${secret}\n\nWebhook ${id} tells ${url}, signed with this secret. It is not shown again: keep it now.\n` +
    `Try it: npx youju webhooks test ${id}`,
  webhook: ({ id, url, events, waiting, given_up: givenUp, last_error: error }) =>
    `${id}  ${url}  ${events.join(',')}  ${waiting} waiting  ${givenUp} given up` +
    (error === null ? '' : `  last failure: ${error}`),
  none: 'Nobody is told of anything.',
  removed: id => `Webhook ${id} is told no more.`,
  taken: id => `Webhook ${id} took it.`,
  notTaken: error => `The test was not taken: ${error}`,
}

export const webhooksInChinese: WebhookMessages = {
  commands: {
    webhooks: '查看和管理接收通知的地址',
    'webhooks create': '让一个地址接收通知，签名密钥只显示一次',
    'webhooks list': '列出全部通知地址（默认）',
    'webhooks remove': '不再通知一个地址，未发出的也不再发',
    'webhooks test': '立即向一个地址发一次测试通知',
  },
  arguments: { url: '接收地址，如 https://hooks.example.org/youju', webhook: '编号，如 wh_…' },
  events:
    '通知哪些事，用逗号分隔：job.ended、document.withdrawn、document.deleted、collection.deleted（默认全部）',
  created: ({ id, url, secret }) =>
    `${secret}\n\n${id} 会通知 ${url}，用这个密钥签名。它不会再次显示，请现在保存。\n` +
    `测试一次：npx youju webhooks test ${id}`,
  webhook: ({ id, url, events, waiting, given_up: givenUp, last_error: error }) =>
    `${id}  ${url}  ${events.join(',')}  待发 ${waiting}  放弃 ${givenUp}` +
    (error === null ? '' : `  最近一次失败：${error}`),
  none: '还没有接收通知的地址。',
  removed: id => `不再通知 ${id}。`,
  taken: id => `${id} 已收到。`,
  notTaken: error => `测试通知没有送达：${error}`,
}
