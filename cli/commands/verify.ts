import type { Command } from 'commander'
import { ERROR_TABLE } from '../../core/errors.js'
import { maintenanceOf, servedModelId } from '../../main.js'
import type { CheckReport, Verification } from '../../store/maintenance.js'
import type { CommandContext } from '../context.js'
import type { OperationsMessages } from '../operations-messages.js'

export function addVerify(program: Command, context: CommandContext): void {
  const { commands, options } = context.messages.help
  program
    .command('verify')
    .description(commands.verify)
    .option('--full', options.full)
    .option('--json', options.json)
    .action(async ({ full, json }: { full?: true; json?: true }) => {
      const { terminal } = context
      const { operations } = context.messages
      const config = context.readConfig()
      const verification = await maintenanceOf(config).verify({
        full: full === true,
        modelId: await servedModelId(config),
        onCheck: check => {
          if (terminal.stderr.isTTY === true) terminal.note(operations.checking(operations.checks[check]))
        },
      })
      terminal.result(json === true, toWire(verification), () => render(verification, operations))
      if (!verification.ok) terminal.exitCode = ERROR_TABLE.verification_failed.exitCode
    })
}

/** Names as everywhere outside of the code. */
function toWire({ schemaVersion, ...rest }: Verification) {
  return { ...rest, schema_version: schemaVersion }
}

function render(verification: Verification, messages: OperationsMessages): string {
  const reports = verification.checks.flatMap(report => renderReport(report, messages))
  return [...reports, messages.verification(verification)].join('\n')
}

function renderReport(report: CheckReport, { checks, advice, checked }: OperationsMessages): string[] {
  const details = [...report.details, ...report.notes].map(line => `          ${line}`)
  const next = report.problems === 0 ? [] : [`          → ${advice[report.check]}`]
  return [checked(report, checks[report.check]), ...details, ...next]
}
