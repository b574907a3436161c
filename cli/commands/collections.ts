import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { AppError } from '../../core/errors.js'
import { withArchive, type CommandContext } from '../context.js'

/** Checked as JSON only: the route knows what settings are. @throws {AppError} `invalid_request` */
async function readSettings(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    throw new AppError('invalid_request', `The file ${file} ${reason}. Nothing was changed.`, {
      cause: error,
    })
  }
}

interface JsonOption {
  readonly json?: true
}

export function addCollections(program: Command, context: CommandContext): void {
  const { commands, arguments: args, options } = context.messages.help
  const { messages, terminal } = context
  const collections = program.command('collections').description(commands.collections)
  collections
    .command('list', { isDefault: true })
    .description(commands['collections list'])
    .option('--json', options.json)
    .action(async ({ json }: JsonOption) => {
      const list = await withArchive(context, archive => archive.collections())
      terminal.result(json === true, list, () => list.collections.map(messages.collection).join('\n'))
    })
  collections
    .command('create')
    .description(commands['collections create'])
    .argument('<collection>', args.collection)
    .option('--name <name>', options.name)
    .option('--json', options.json)
    .action(async (id: string, { name, json }: JsonOption & { name?: string }) => {
      const collection = await withArchive(context, archive => archive.putCollection(id, { name }))
      terminal.result(json === true, collection, () => messages.collection(collection))
    })
  collections
    .command('settings')
    .description(commands['collections settings'])
    .argument('<collection>', args.collection)
    .option('--file <settings.json>', options.settingsFile)
    .option('--json', options.json)
    .action(async (id: string, { file, json }: JsonOption & { file?: string }) => {
      const given = file === undefined ? undefined : await readSettings(file)
      const settings = await withArchive(context, archive =>
        given === undefined ? archive.collectionSettings(id) : archive.putCollectionSettings(id, given),
      )
      terminal.result(json === true, settings, () => JSON.stringify(settings, null, 2))
    })
  collections
    .command('delete')
    .description(commands['collections delete'])
    .argument('<collection>', args.collection)
    .option('--json', options.json)
    .action(async (id: string, { json }: JsonOption) => {
      await withArchive(context, archive => archive.deleteCollection(id))
      terminal.result(json === true, { deleted: id }, () => messages.collectionRemoved(id))
    })
}
