import type { Command } from 'commander'
import { ERROR_TABLE } from '../../core/errors.js'
import type { ImportSummary } from '../../ingest/import-files.js'
import type { ArchiveClient, ImportOrder } from '../archive-client.js'
import { withArchive, type CommandContext } from '../context.js'
import { INTERRUPTED_EXIT_CODE, watchForInterruption } from '../interruption.js'
import type { Messages } from '../messages.js'
import { createProgressBar } from '../progress-bar.js'

interface IngestOptions {
  readonly json?: true
  readonly collection: string
  readonly force?: true
}

export function addIngest(program: Command, context: CommandContext): void {
  const { commands, arguments: args, options } = context.messages.help
  program
    .command('ingest')
    .description(commands.ingest)
    .argument('<path...>', args.path)
    .option('-c, --collection <id>', options.collection, 'default')
    .option('--force', options.force)
    .option('--json', options.json)
    .action(async (paths: string[], { json, collection, force }: IngestOptions) => {
      const { messages, terminal } = context
      const order = { paths, collection, force }
      const summary = await withArchive(context, archive => ingest(archive, order, context))
      terminal.result(json === true, summaryToWire(summary), () => renderSummary(summary, messages))
      if (isEmpty(summary)) terminal.note(messages.nothingToImport)
      terminal.exitCode = exitCodeOf(summary)
    })
}

async function ingest(
  archive: ArchiveClient,
  order: Omit<ImportOrder, 'onProgress' | 'signal'>,
  { messages, terminal }: CommandContext,
): Promise<ImportSummary> {
  const bar = createProgressBar(terminal.stderr, messages.progressBar)
  const interruption = watchForInterruption()
  try {
    return await archive.ingest({
      ...order,
      signal: interruption.signal,
      onProgress: progress => {
        bar.update(progress)
      },
    })
  } finally {
    interruption.end()
    bar.stop()
  }
}

/** Names as everywhere outside of the code. */
function summaryToWire({ jobId, ...rest }: ImportSummary) {
  return { job_id: jobId, ...rest }
}

function renderSummary(summary: ImportSummary, messages: Messages): string {
  const { errors, failed } = summary
  if (errors.length === 0) return messages.imported(summary)
  const lines = errors.map(({ item, code, detail }) => `  ${item}  ${code}  ${detail}`)
  return [messages.imported(summary), messages.failures(errors.length, failed), ...lines].join('\n')
}

function isEmpty({ created, updated, unchanged, failed, cancelled }: ImportSummary): boolean {
  return !cancelled && created + updated + unchanged + failed === 0
}

/** 0 only when every document that was asked for is in the archive now. */
function exitCodeOf(summary: ImportSummary): number {
  if (summary.cancelled) return INTERRUPTED_EXIT_CODE
  if (summary.failed > 0) return ERROR_TABLE.unreadable_document.exitCode
  return isEmpty(summary) ? ERROR_TABLE.invalid_request.exitCode : 0
}
