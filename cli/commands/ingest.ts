import type { Command } from 'commander'
import { AppError, ERROR_TABLE } from '../../core/errors.js'
import type { ImportSummary } from '../../ingest/import-files.js'
import type { ArchiveClient, ImportOrder } from '../archive-client.js'
import { withArchive, type CommandContext } from '../context.js'
import { INTERRUPTED_EXIT_CODE, watchForInterruption } from '../interruption.js'
import type { Messages } from '../messages.js'
import { wholeNumber } from '../option-values.js'
import { createProgressBar } from '../progress-bar.js'
import { failureLines } from '../render-job.js'
import { ingestAddresses, isAddress, type AddressOptions } from './ingest-addresses.js'
import { watchFiles } from './watch-files.js'

interface IngestOptions extends AddressOptions {
  readonly watch?: true
}

export function addIngest(program: Command, context: CommandContext): void {
  const { commands, arguments: args, options } = context.messages.help
  program
    .command('ingest')
    .description(commands.ingest)
    .argument('<path...>', args.path)
    .option('-c, --collection <id>', options.collection, 'default')
    .option('--force', options.force)
    .option('--watch', options.watch)
    .option('--sitemap', options.asSitemap)
    .option('--feed', options.asFeed)
    .option('--crawl', options.asCrawl)
    .option('--every <interval>', options.every)
    .option('--max-pages <number>', options.maxPages, wholeNumber)
    .option('--max-depth <number>', options.maxDepth, wholeNumber)
    .option('--include <pattern...>', options.include)
    .option('--exclude <pattern...>', options.exclude)
    .option('--json', options.json)
    .action(async (given: string[], options: IngestOptions) => {
      const addresses = given.filter(isAddress)
      const isWeb = [options.sitemap, options.feed, options.crawl, options.every, options.maxPages].some(
        Boolean,
      )
      const isMixed = addresses.length > 0 ? addresses.length < given.length || options.watch : isWeb
      if (isMixed === true) throw new AppError('invalid_request', context.messages.following.mixed)
      if (addresses.length > 0) await ingestAddresses(addresses, options, context)
      else if (options.watch === true) await watch(given, options, context)
      else await ingestFiles(given, options, context)
    })
}

async function watch(
  paths: string[],
  { collection, force }: IngestOptions,
  context: CommandContext,
): Promise<void> {
  const interruption = watchForInterruption()
  try {
    await withArchive(context, archive =>
      watchFiles(archive, { paths, collection, force }, { signal: interruption.signal, context }),
    )
  } finally {
    interruption.end()
  }
}

async function ingestFiles(
  paths: string[],
  { json, collection, force }: IngestOptions,
  context: CommandContext,
): Promise<void> {
  const { messages, terminal } = context
  const order = { paths, collection, force }
  const summary = await withArchive(context, archive => ingest(archive, order, context), { upkeep: true })
  terminal.result(json === true, summaryToWire(summary), () => renderSummary(summary, messages))
  if (isEmpty(summary)) terminal.note(messages.nothingToImport)
  if (summary.missing > 0) terminal.note(messages.following.missing(summary.missing))
  terminal.exitCode = exitCodeOf(summary)
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
  return [messages.imported(summary), messages.failures(errors.length, failed), ...failureLines(errors)].join(
    '\n',
  )
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
