import type { Command } from 'commander'
import { AppError, ERROR_TABLE } from '../../core/errors.js'
import { RESPONSE_SCHEMAS, type Wire } from '../../server/shapes/response-schemas.js'
import type { ArchiveClient } from '../archive-client.js'
import { withArchive, type CommandContext } from '../context.js'
import { readJsonFile } from '../read-json-file.js'

interface JsonOption {
  readonly json?: true
}
interface CollectionOption extends JsonOption {
  readonly collection?: string
}
interface AddOptions extends JsonOption {
  readonly collection: string
  readonly quote: readonly string[]
  readonly wording: readonly string[]
  readonly file?: string
}

const PAGE = 200
const again = (value: string, before: readonly string[]) => [...before, value]

export function addCurated(program: Command, context: CommandContext): void {
  const { messages } = context
  const { commands, options } = messages.curated
  const { json } = messages.help.options
  const curated = program.command('curated').description(commands.curated)
  curated
    .command('list', { isDefault: true })
    .description(commands['curated list'])
    .option('-c, --collection <id>', options.collection)
    .option('--json', json)
    .action((given: CollectionOption) => list(given, context))
  addWriting(curated, context)
  curated
    .command('export')
    .description(commands['curated export'])
    .option('-c, --collection <id>', options.collection)
    .action((given: CollectionOption) => exportQuestions(given, context))
  curated
    .command('check')
    .description(commands['curated check'])
    .argument('[curated]', messages.curated.arguments.curated)
    .option('-c, --collection <id>', options.collection)
    .option('--json', json)
    .action((id: string | undefined, given: CollectionOption) => check(id, given, context))
}

function addWriting(curated: Command, context: CommandContext): void {
  const { messages, terminal } = context
  const { commands, arguments: args, options, ...says } = messages.curated
  const { json: jsonHelp } = messages.help.options
  curated
    .command('add')
    .description(commands['curated add'])
    .argument('[question]', args.question)
    .option('-c, --collection <id>', options.add, 'default')
    .option('--quote <document=words>', options.quote, again, [])
    .option('--wording <question>', options.wording, again, [])
    .option('--file <file>', options.file)
    .option('--json', jsonHelp)
    .action(async (question: string | undefined, given: AddOptions) => {
      const body = await written(question, given, says.badQuote)
      const call = { method: 'post', path: '/v1/curated', body } as const
      const made = await withArchive(context, archive => archive.expect(RESPONSE_SCHEMAS.CuratedAnswer, call))
      terminal.result(given.json === true, made, () => says.curated(made))
    })
  curated
    .command('remove')
    .description(commands['curated remove'])
    .argument('<curated>', args.curated)
    .option('--json', jsonHelp)
    .action(async (id: string, { json }: JsonOption) => {
      const call = { method: 'delete', path: '/v1/curated/{id}', params: { id } } as const
      await withArchive(context, archive => archive.send(call))
      terminal.result(json === true, { removed: id }, () => says.removed(id))
    })
}

/** What is sent; the route checks it. */
async function written(question: string | undefined, given: AddOptions, badQuote: string): Promise<object> {
  const { collection, quote: quotes, wording: wordings, file } = given
  const read: unknown = file === undefined ? {} : await readJsonFile(file)
  const blocks = quotes.map(quote => {
    const at = quote.indexOf('=')
    if (at <= 0) throw new AppError('invalid_request', badQuote)
    return { citations: [{ document_id: quote.slice(0, at), quote: quote.slice(at + 1) }] }
  })
  return {
    collection,
    ...(typeof read === 'object' ? read : {}),
    ...(question === undefined ? {} : { question }),
    ...(wordings.length === 0 ? {} : { wordings }),
    ...(blocks.length === 0 ? {} : { blocks }),
  }
}

async function list({ json, collection }: CollectionOption, context: CommandContext): Promise<void> {
  const { terminal, messages } = context
  const curated = await withArchive(context, archive => all(archive, collection))
  terminal.result(json === true, { curated }, () =>
    curated.length === 0 ? messages.curated.none : curated.map(messages.curated.curated).join('\n'),
  )
}

/** A line a question and wording, as `youju eval` reads them; of those that may be served at present. */
async function exportQuestions({ collection }: CollectionOption, context: CommandContext): Promise<void> {
  const curated = await withArchive(context, archive => all(archive, collection))
  for (const { id, question, wordings, blocks, ...one } of curated.filter(({ state }) => state === 'live')) {
    const citations = blocks.flatMap(block => block.citations)
    const gold = [...new Set(citations.map(citation => citation.document_id))]
    const answers = [...new Set(citations.flatMap(({ quote }) => quote ?? []))]
    for (const [index, text] of [question, ...wordings].entries())
      context.terminal.result(
        true,
        { id: `${id}-${index}`, question: text, gold, answers, collections: [one.collection] },
        () => '',
      )
  }
}

async function check(
  id: string | undefined,
  given: CollectionOption,
  context: CommandContext,
): Promise<void> {
  const { terminal, messages } = context
  const checks = await withArchive(context, async archive => {
    const ids = id === undefined ? (await all(archive, given.collection)).map(curated => curated.id) : [id]
    const made: Wire<'CuratedCheck'>[] = []
    for (const one of ids) {
      const call = { method: 'post', path: '/v1/curated/{id}/check', params: { id: one } } as const
      made.push(await archive.expect(RESPONSE_SCHEMAS.CuratedCheck, call))
    }
    return made
  })
  terminal.result(given.json === true, { checks }, () => checks.map(messages.curated.checked).join('\n'))
  const isServed = checks.every(({ asked, answered_by_this: own }) => own === asked)
  if (!isServed) terminal.exitCode = ERROR_TABLE.verification_failed.exitCode
}

/** Page by page, so that however many there are none is left out. */
async function all(archive: ArchiveClient, collection: string | undefined): Promise<Wire<'CuratedAnswer'>[]> {
  const found: Wire<'CuratedAnswer'>[] = []
  let cursor: string | undefined
  do {
    const call = { method: 'get', path: '/v1/curated', query: { collection, limit: PAGE, cursor } } as const
    const page = await archive.expect(RESPONSE_SCHEMAS.CuratedPage, call)
    found.push(...page.curated)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return found
}
