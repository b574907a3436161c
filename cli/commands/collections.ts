import type { Command } from 'commander'
import { withArchive, type CommandContext } from '../context.js'
import { readJsonFile } from '../read-json-file.js'

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
      const given = file === undefined ? undefined : await readJsonFile(file)
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
