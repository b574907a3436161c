import type { Command } from 'commander'
import { AppError } from '../../core/errors.js'
import { RESPONSE_SCHEMAS } from '../../server/shapes/response-schemas.js'
import { WEBHOOK_EVENTS } from '../../store/webhooks.js'
import { withArchive, type CommandContext } from '../context.js'

interface JsonOption {
  readonly json?: true
}

export function addWebhooks(program: Command, context: CommandContext): void {
  const { messages, terminal } = context
  const { commands, arguments: args, events: eventsHelp, ...says } = messages.webhooks
  const { json: jsonHelp } = messages.help.options
  const webhooks = program.command('webhooks').description(commands.webhooks)
  webhooks
    .command('create')
    .description(commands['webhooks create'])
    .argument('<url>', args.url)
    .option('--events <events>', eventsHelp)
    .option('--json', jsonHelp)
    .action(async (url: string, { events, json }: JsonOption & { events?: string }) => {
      const body = { url, events: events?.split(',') ?? WEBHOOK_EVENTS }
      const call = { method: 'post', path: '/v1/webhooks', body } as const
      const made = await withArchive(context, archive => archive.expect(RESPONSE_SCHEMAS.NewWebhook, call))
      terminal.result(json === true, made, () => says.created(made))
    })
  webhooks
    .command('list', { isDefault: true })
    .description(commands['webhooks list'])
    .option('--json', jsonHelp)
    .action(async ({ json }: JsonOption) => {
      const call = { method: 'get', path: '/v1/webhooks' } as const
      const list = await withArchive(context, archive => archive.expect(RESPONSE_SCHEMAS.WebhookList, call))
      terminal.result(json === true, list, () =>
        list.webhooks.length === 0 ? says.none : list.webhooks.map(says.webhook).join('\n'),
      )
    })
  webhooks
    .command('remove')
    .description(commands['webhooks remove'])
    .argument('<webhook>', args.webhook)
    .option('--json', jsonHelp)
    .action(async (id: string, { json }: JsonOption) => {
      const call = { method: 'delete', path: '/v1/webhooks/{id}', params: { id } } as const
      await withArchive(context, archive => archive.send(call))
      terminal.result(json === true, { removed: id }, () => says.removed(id))
    })
  webhooks
    .command('test')
    .description(commands['webhooks test'])
    .argument('<webhook>', args.webhook)
    .option('--json', jsonHelp)
    .action(async (id: string, { json }: JsonOption) => {
      const call = { method: 'post', path: '/v1/webhooks/{id}/test', params: { id } } as const
      const tried = await withArchive(context, archive => archive.expect(RESPONSE_SCHEMAS.WebhookTest, call))
      if (tried.error !== null) throw new AppError('fetch_failed', says.notTaken(tried.error))
      terminal.result(json === true, tried, () => says.taken(id))
    })
}
