import type { Command } from 'commander'
import type { WireInput } from '../../server/shapes/request-schemas.js'
import { withArchive, type CommandContext } from '../context.js'
import { filtersOf, type FilterOptions } from '../filters.js'
import { collect, wholeNumber } from '../option-values.js'
import { renderHits } from '../render-hits.js'

interface SearchOptions extends FilterOptions {
  readonly json?: true
  readonly collection?: string[]
  readonly limit?: number
  readonly mode?: WireInput<'SearchPost'>['mode']
}

export function addSearch(program: Command, context: CommandContext): void {
  const { commands, arguments: args, options } = context.messages.help
  program
    .command('search')
    .description(commands.search)
    .argument('<query...>', args.query)
    .option('-c, --collection <id>', options.collections, collect)
    .option('-n, --limit <number>', options.hits, wholeNumber)
    .option('-m, --mode <mode>', options.searchMode)
    .option('--after <date>', options.after)
    .option('--before <date>', options.before)
    .option('--tag <tag>', options.tag, collect)
    .option('--json', options.json)
    .action(async (query: string[], given: SearchOptions) => {
      const found = await withArchive(context, archive =>
        archive.search({
          query: query.join(' '),
          collections: given.collection,
          limit: given.limit,
          mode: given.mode,
          filters: filtersOf(given),
        }),
      )
      context.terminal.result(given.json === true, found, () => renderHits(found, context.messages))
    })
}
