import type { Command } from 'commander'
import type { CommandContext } from '../context.js'
import type { EvalOptions } from '../evaluate/run-evaluation.js'
import { collect, wholeNumber } from '../option-values.js'

export function addEval(program: Command, context: CommandContext): void {
  const { commands, arguments: args, options } = context.messages.help
  program
    .command('eval')
    .description(commands.eval)
    .argument('<questions>', args.questions)
    .option('-c, --collection <id>', options.collections, collect)
    .option('-m, --mode <mode>', options.answerMode, 'auto')
    .option('--concurrency <number>', options.concurrency, wholeNumber, 1)
    .option('--name <name>', options.runName)
    .option('--compare <run>', options.compare)
    .option('--report <file>', options.report)
    .option('--keep-answers', options.keepAnswers)
    .option('--no-save', options.noSave)
    .option('--json', options.json)
    .action(async (file: string, given: EvalOptions) => {
      const { runEvaluation } = await import('../evaluate/run-evaluation.js')
      await runEvaluation(file, given, context)
    })
}
