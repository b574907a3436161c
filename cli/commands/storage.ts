import type { Command } from 'commander'
import { withArchive, type CommandContext } from '../context.js'

export function addStorage(program: Command, context: CommandContext): void {
  const { commands, options } = context.messages.help
  program
    .command('storage')
    .description(commands.storage)
    .option('--json', options.json)
    .action(async ({ json }: { json?: true }) => {
      const { messages, terminal } = context
      const storage = await withArchive(context, archive => archive.storage())
      terminal.result(json === true, storage, () => messages.operations.storage(storage))
    })
}
