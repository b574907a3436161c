import type { Command } from 'commander'
import type { WireInput } from '../../server/shapes/request-schemas.js'
import { withArchive, type CommandContext } from '../context.js'
import { collect } from '../option-values.js'
import { renderAnswer } from '../render-answer.js'
import { renderTrace } from '../render-trace.js'
import { filtersOf, type FilterOptions } from '../filters.js'

interface AskOptions extends FilterOptions {
  readonly json?: true
  readonly collection?: string[]
  readonly mode?: WireInput<'AnswersPost'>['mode']
  readonly conversation?: string
  readonly trace?: true
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
    .option('--trace', options.trace)
    .option('--json', options.json)
    .action(async (question: string[], given: AskOptions) => {
      const { messages, terminal } = context
      const answer = await withArchive(context, async archive => {
        const fresh = await archive.ask({
          question: question.join(' '),
          collections: given.collection,
          mode: given.mode,
          conversation_id: given.conversation,
          filters: filtersOf(given),
        })
        return given.trace === true ? archive.tracedAnswer(fresh.id) : fresh
      })
      terminal.result(given.json === true, answer, () => {
        const shown = renderAnswer(answer, messages)
        return given.trace === true ? `${shown}\n\n${renderTrace(answer, messages)}` : shown
      })
    })
}
