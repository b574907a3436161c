import type { Command } from 'commander'
import { ERROR_TABLE } from '../../core/errors.js'
import { withArchive, type CommandContext } from '../context.js'
import { createPlainBar } from '../plain-bar.js'

interface ReindexOptions {
  readonly json?: true
  readonly vectors?: true
  readonly collections?: string[]
}

export function addReindex(program: Command, context: CommandContext): void {
  const { commands, options } = context.messages.help
  program
    .command('reindex')
    .description(commands.reindex)
    .option('-c, --collections <id...>', options.reindexed)
    .option('--vectors', options.vectors)
    .option('--json', options.json)
    .action(async ({ json, vectors, collections }: ReindexOptions) => {
      const { messages, terminal } = context
      const bar = createPlainBar(terminal.stderr, messages.operations.reindexBar)
      try {
        const job = await withArchive(
          context,
          archive =>
            archive.reindex({ vectors: vectors === true, collections }, ({ done, total }) => {
              bar.update(done, total ?? done)
            }),
          { upkeep: true },
        )
        bar.stop()
        terminal.result(json === true, job, () => messages.job(job, messages.jobStates[job.state]))
        if (job.state !== 'done') terminal.exitCode = ERROR_TABLE.internal_error.exitCode
      } finally {
        bar.stop()
      }
    })
}
