import { InvalidArgumentError, type Command } from 'commander'
import { RESPONSE_SCHEMAS } from '../../server/shapes/response-schemas.js'
import { withArchive, type CommandContext } from '../context.js'

interface NewKeyOptions {
  readonly role?: string
  readonly collections?: string
  readonly expires?: string
  readonly name?: string
  readonly json?: true
}

const DAY_MS = 86_400_000

export function addKeys(program: Command, context: CommandContext): void {
  const { messages, terminal } = context
  const { commands, arguments: args, options } = messages.access
  const { json: jsonHelp } = messages.help.options
  const keys = program.command('keys').description(commands.keys)
  keys
    .command('create')
    .description(commands['keys create'])
    .option('--role <role>', options.role)
    .option('--collections <ids>', options.collections)
    .option('--expires <time>', options.expires, value => expiryOf(value, messages.access.badExpiry))
    .option('--name <name>', options.name)
    .option('--json', jsonHelp)
    .action(async ({ role = 'reader', collections, expires, name, json }: NewKeyOptions) => {
      const body = { role, collections: collections?.split(','), expires_at: expires, name }
      const call = { method: 'post', path: '/v1/keys', body } as const
      const key = await withArchive(context, archive => archive.expect(RESPONSE_SCHEMAS.NewKey, call))
      terminal.result(json === true, key, () => messages.access.newKey(key))
    })
  keys
    .command('list', { isDefault: true })
    .description(commands['keys list'])
    .option('--json', jsonHelp)
    .action(async ({ json }: { json?: true }) => {
      const call = { method: 'get', path: '/v1/keys' } as const
      const list = await withArchive(context, archive => archive.expect(RESPONSE_SCHEMAS.KeyList, call))
      terminal.result(json === true, list, () =>
        list.keys.length === 0 ? messages.access.noKeys : list.keys.map(messages.access.key).join('\n'),
      )
    })
  keys
    .command('revoke')
    .description(commands['keys revoke'])
    .argument('<key>', args.key)
    .option('--json', jsonHelp)
    .action(async (id: string, { json }: { json?: true }) => {
      const call = { method: 'delete', path: '/v1/keys/{id}', params: { id } } as const
      await withArchive(context, archive => archive.send(call))
      terminal.result(json === true, { revoked: id }, () => messages.access.keyRevoked(id))
    })
}

/** `90d` from now, or the day itself. @throws {InvalidArgumentError} */
function expiryOf(value: string, complaint: string): string {
  const days = /^(\d{1,5})d$/.exec(value)?.[1]
  if (days !== undefined) return new Date(Date.now() + Number(days) * DAY_MS).toISOString()
  if (/^\d{4}-\d\d-\d\d(T.+)?$/.test(value)) return value
  throw new InvalidArgumentError(complaint)
}
