import type { Command } from 'commander'
import { RESPONSE_SCHEMAS } from '../../server/shapes/response-schemas.js'
import { withArchive, type CommandContext } from '../context.js'

interface ListOptions {
  readonly json?: true
  readonly collection?: string
  readonly since?: string
}
interface DismissOptions {
  readonly json?: true
  readonly undo?: true
}

export function addUnanswered(program: Command, context: CommandContext): void {
  const { messages, terminal } = context
  const { commands, arguments: args, options, ...says } = messages.curated
  const { json: jsonHelp } = messages.help.options
  const unanswered = program.command('unanswered').description(commands.unanswered)
  unanswered
    .command('list', { isDefault: true })
    .description(commands['unanswered list'])
    .option('-c, --collection <id>', options.collection)
    .option('--since <time>', options.since)
    .option('--json', jsonHelp)
    .action(async ({ json, collection, since }: ListOptions) => {
      const call = { method: 'get', path: '/v1/unanswered', query: { collection, since } } as const
      const list = await withArchive(context, archive =>
        archive.expect(RESPONSE_SCHEMAS.UnansweredList, call),
      )
      terminal.result(
        json === true,
        list,
        () => list.questions.map(says.unanswered).join('\n') || says.noneUnanswered,
      )
      if (json !== true && !list.complete) terminal.note(says.incomplete(list.looked_at))
    })
  unanswered
    .command('dismiss')
    .description(commands['unanswered dismiss'])
    .argument('<answers...>', args.answers)
    .option('--undo', options.undo)
    .option('--json', jsonHelp)
    .action(async (ids: string[], { json, undo }: DismissOptions) => {
      const body = { answer_ids: ids, dismissed: undo !== true }
      const call = { method: 'post', path: '/v1/unanswered/dismiss', body } as const
      await withArchive(context, archive => archive.send(call))
      terminal.result(json === true, body, () => says.dismissed(ids.length, body.dismissed))
    })
}
