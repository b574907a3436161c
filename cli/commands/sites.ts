import type { Command } from 'commander'
import { RESPONSE_SCHEMAS } from '../../server/shapes/response-schemas.js'
import { withArchive, type CommandContext } from '../context.js'
import { collect, wholeNumber } from '../option-values.js'

interface NewSiteOptions {
  readonly origin: string[]
  readonly collections?: string
  readonly name?: string
  readonly questionsPerDay?: number
  readonly modelTokensPerDay?: number
  readonly json?: true
}

export function addSites(program: Command, context: CommandContext): void {
  const { messages, terminal } = context
  const { commands, arguments: args, options } = messages.access
  const { json: jsonHelp } = messages.help.options
  const sites = program.command('sites').description(commands.sites)
  sites
    .command('create')
    .description(commands['sites create'])
    .requiredOption('--origin <origin>', options.origin, collect)
    .option('--collections <ids>', options.collections)
    .option('--name <name>', options.name)
    .option('--questions-per-day <number>', options.questionsPerDay, wholeNumber)
    .option('--model-tokens-per-day <number>', options.modelTokensPerDay, wholeNumber)
    .option('--json', jsonHelp)
    .action(async (given: NewSiteOptions) => {
      const body = {
        origins: given.origin,
        collections: given.collections?.split(','),
        name: given.name,
        questions_per_day: given.questionsPerDay,
        model_tokens_per_day: given.modelTokensPerDay,
      }
      const call = { method: 'post', path: '/v1/sites', body } as const
      const site = await withArchive(context, archive => archive.expect(RESPONSE_SCHEMAS.Site, call))
      terminal.result(given.json === true, site, () => messages.access.site(site))
    })
  sites
    .command('list', { isDefault: true })
    .description(commands['sites list'])
    .option('--json', jsonHelp)
    .action(async ({ json }: { json?: true }) => {
      const call = { method: 'get', path: '/v1/sites' } as const
      const list = await withArchive(context, archive => archive.expect(RESPONSE_SCHEMAS.SiteList, call))
      terminal.result(json === true, list, () =>
        list.sites.length === 0 ? messages.access.noSites : list.sites.map(messages.access.site).join('\n'),
      )
    })
  sites
    .command('rotate')
    .description(commands['sites rotate'])
    .argument('<site>', args.site)
    .option('--json', jsonHelp)
    .action(async (id: string, { json }: { json?: true }) => {
      const call = { method: 'post', path: '/v1/sites/{id}/rotate', params: { id } } as const
      const site = await withArchive(context, archive => archive.expect(RESPONSE_SCHEMAS.Site, call))
      terminal.result(json === true, site, () => messages.access.site(site))
    })
  sites
    .command('revoke')
    .description(commands['sites revoke'])
    .argument('<site>', args.site)
    .option('--json', jsonHelp)
    .action(async (id: string, { json }: { json?: true }) => {
      const call = { method: 'delete', path: '/v1/sites/{id}', params: { id } } as const
      await withArchive(context, archive => archive.send(call))
      terminal.result(json === true, { revoked: id }, () => messages.access.siteRevoked(id))
    })
}
