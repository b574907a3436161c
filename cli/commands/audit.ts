import type { Command } from 'commander'
import { RESPONSE_SCHEMAS, type Wire } from '../../server/shapes/response-schemas.js'
import { withArchive, type CommandContext } from '../context.js'
import { wholeNumber } from '../option-values.js'

interface AuditOptions {
  readonly since?: string
  readonly caller?: string
  readonly limit?: number
  readonly json?: true
}

export function addAudit(program: Command, context: CommandContext): void {
  const { messages, terminal } = context
  const { commands, options } = messages.access
  program
    .command('audit')
    .description(commands.audit)
    .option('--since <day>', options.since)
    .option('--caller <id>', options.caller)
    .option('-n, --limit <number>', options.limit, wholeNumber)
    .option('--json', messages.help.options.json)
    .action(async ({ json, ...query }: AuditOptions) => {
      const call = { method: 'get', path: '/v1/audit', query: { ...query } } as const
      const page = await withArchive(context, archive => archive.expect(RESPONSE_SCHEMAS.AuditPage, call))
      terminal.result(json === true, page, () =>
        page.entries.length === 0 ? messages.access.noAudit : page.entries.map(line).join('\n'),
      )
    })
}

function line({ time, caller, action, target, outcome, address }: Wire<'AuditEntry'>): string {
  return [time, caller, action, target ?? '-', outcome, address ?? '-'].join('  ')
}
