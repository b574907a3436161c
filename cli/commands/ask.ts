import type { Command } from 'commander'
import type { WireInput } from '../../server/request-schemas.js'
import { withArchive, type CommandContext } from '../context.js'
import { collect } from '../option-values.js'
import { renderAnswer } from '../render-answer.js'
import { filtersOf, type FilterOptions } from '../filters.js'

interface AskOptions extends FilterOptions {
  readonly json?: true
  readonly collection?: string[]
  readonly mode?: WireInput<'AnswersPost'>['mode']
  readonly conversation?: string
}

export function addAsk(program: Command, context: CommandContext): void {
  const { commands, arguments: args, options } = context.messages.help
  program
    .command('ask')
    .description(commands.ask)
    .argument('<question...>', args.question)
    .option('-c, --collection <id>', options.collections, collect)
    .option('-m, --mode <mode>', options.answerMode)
    .option('--conversation <id>', options.conversation)
    .option('--after <date>', options.after)
    .option('--before <date>', options.before)
    .option('--tag <tag>', options.tag, collect)
    .option('--json', options.json)
    .action(async (question: string[], given: AskOptions) => {
      const answer = await withArchive(context, archive =>
        archive.ask({
          question: question.join(' '),
          collections: given.collection,
          mode: given.mode,
          conversation_id: given.conversation,
          filters: filtersOf(given),
        }),
      )
      context.terminal.result(given.json === true, answer, () => renderAnswer(answer, context.messages))
    })
}
