import type { Command } from 'commander'
import { ERROR_TABLE } from '../../core/errors.js'
import type { Wire } from '../../server/shapes/response-schemas.js'
import type { ArchiveClient } from '../archive-client.js'
import { withArchive, type CommandContext } from '../context.js'
import { INTERRUPTED_EXIT_CODE, watchForInterruption } from '../interruption.js'
import { failureLines } from '../render-job.js'

interface SourceOptions {
  readonly json?: true
  readonly collection: string
}

export function addSources(program: Command, context: CommandContext): void {
  const { commands, arguments: args, options } = context.messages.help
  const { messages, terminal } = context
  const sources = program.command('sources').description(commands.sources)
  sources
    .command('list', { isDefault: true })
    .description(commands['sources list'])
    .option('-c, --collection <id>', options.collection, 'default')
    .option('--json', options.json)
    .action(async ({ json, collection }: SourceOptions) => {
      const list = await withArchive(context, archive => archive.sources(collection))
      const { source, noSources } = messages.following
      terminal.result(json === true, { sources: list }, () => list.map(source).join('\n') || noSources)
    })
  sources
    .command('sync')
    .description(commands['sources sync'])
    .argument('<source>', args.source)
    .option('--accept-removals', options.acceptRemovals)
    .option('--force', options.force)
    .option('--json', options.json)
    .action(async (id: string, { json, force, acceptRemovals }: SyncOptions) => {
      const order = { force, accept_removals: acceptRemovals }
      const job = await withArchive(context, archive => syncOne(archive, { id, name: id, order }, context))
      terminal.result(json === true, job, () => renderSync(job, id, context))
      terminal.exitCode = exitCodeOf(job)
    })
  sources
    .command('remove')
    .description(commands['sources remove'])
    .argument('<source>', args.source)
    .option('--json', options.json)
    .action(async (id: string, { json }: { json?: true }) => {
      await withArchive(context, archive => archive.deleteSource(id))
      terminal.result(json === true, { removed: id }, () => messages.following.removed(id))
    })
}

interface SyncOptions {
  readonly json?: true
  readonly force?: true
  readonly acceptRemovals?: true
}

export interface SyncOrder {
  readonly id: string
  /** What is shown of it: its address. */
  readonly name: string
  readonly order: { readonly force?: boolean | undefined; readonly accept_removals?: boolean | undefined }
}

/** Brings a source up to date and waits for it; Ctrl-C cancels it. */
export async function syncOne(
  archive: ArchiveClient,
  { id, name, order }: SyncOrder,
  { messages, terminal }: CommandContext,
): Promise<Wire<'Job'>> {
  const interruption = watchForInterruption()
  let shown = ''
  try {
    if (terminal.stderr.isTTY === true) terminal.note(messages.following.syncing(name))
    return await archive.syncSource(id, order, {
      signal: interruption.signal,
      onProgress: job => {
        const line = messages.following.synced(job, name)
        if (terminal.stderr.isTTY === true && line !== shown) terminal.stderr.write(`\r${line}`)
        shown = line
      },
    })
  } finally {
    interruption.end()
    if (terminal.stderr.isTTY === true && shown !== '') terminal.stderr.write('\n')
  }
}

export function renderSync(job: Wire<'Job'>, name: string, { messages }: CommandContext): string {
  const failures = failureLines(job.errors)
  return [messages.following.synced(job, name), ...failures].join('\n')
}

/** 0 only when everything of the source is in the archive now. */
export function exitCodeOf({ state, failed }: Wire<'Job'>): number {
  if (state === 'cancelled') return INTERRUPTED_EXIT_CODE
  return state === 'failed' || failed > 0 ? ERROR_TABLE.fetch_failed.exitCode : 0
}
