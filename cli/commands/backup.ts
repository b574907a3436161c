import { resolve } from 'node:path'
import type { Command } from 'commander'
import { maintenanceOf } from '../../main.js'
import type { Backup, BackupOptions, Maintenance } from '../../store/maintenance.js'
import type { CommandContext } from '../context.js'
import { createPlainBar } from '../plain-bar.js'

interface JsonOption {
  readonly json?: true
}

/** `backup` and `restore`: the one is the other, the other way round. */
export function addBackup(program: Command, context: CommandContext): void {
  const { operations } = context.messages
  addCopyCommand(program, context, {
    name: 'backup',
    copy: (maintenance, folder, options) => maintenance.backUp(folder, options),
    render: (backup, { folder }) => operations.backedUp(backup, folder),
  })
  addCopyCommand(program, context, {
    name: 'restore',
    copy: (maintenance, folder, options) => maintenance.restore(folder, options),
    render: (backup, { dataDir }) => operations.restored(backup, dataDir),
  })
}

interface CopyCommand {
  readonly name: 'backup' | 'restore'
  readonly copy: (maintenance: Maintenance, folder: string, options: BackupOptions) => Promise<Backup>
  readonly render: (backup: Backup, where: { readonly folder: string; readonly dataDir: string }) => string
}

function addCopyCommand(
  program: Command,
  context: CommandContext,
  { name, copy, render }: CopyCommand,
): void {
  const { commands, arguments: args, options } = context.messages.help
  program
    .command(name)
    .description(commands[name])
    .argument('<folder>', args.backupFolder)
    .option('--json', options.json)
    .action(async (given: string, { json }: JsonOption) => {
      const { messages, terminal } = context
      const config = context.readConfig()
      const folder = resolve(given)
      const bar = createPlainBar(terminal.stderr, messages.operations.copyBar)
      try {
        const onProgress = (done: number, total: number) => {
          bar.update(done, total)
        }
        const backup = await copy(maintenanceOf(config), folder, { onProgress })
        bar.stop()
        terminal.result(json === true, toWire(backup, folder), () => render(backup, { folder, ...config }))
      } finally {
        bar.stop()
      }
    })
}

/** Names as everywhere outside of the code. */
function toWire(backup: Backup, folder: string) {
  const { createdAt, schemaVersion, bytes, sha256, collections, documents, passages, answers } = backup
  const counts = { collections, documents, passages, answers }
  return { folder, created_at: createdAt, schema_version: schemaVersion, bytes, sha256, ...counts }
}
