import { AppError } from '../../core/errors.js'
import type { WireInput } from '../../server/shapes/request-schemas.js'
import type { Wire } from '../../server/shapes/response-schemas.js'
import type { ArchiveClient } from '../archive-client.js'
import { withArchive, type CommandContext } from '../context.js'
import { exitCodeOf, renderSync, syncOne } from './sources.js'

export interface AddressOptions {
  readonly json?: true
  readonly collection: string
  readonly force?: true
  readonly sitemap?: true
  readonly feed?: true
  readonly crawl?: true
  readonly every?: string
  readonly maxPages?: number
  readonly maxDepth?: number
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
}

export const isAddress = (text: string) => /^https?:/iu.test(text)

const UNIT_MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 }
const MIN_MINUTES = 5
const MAX_MINUTES = 525_600

/** Adds pages, feeds, sitemaps and sites as sources and reads each of them once. */
export async function ingestAddresses(
  addresses: readonly string[],
  options: AddressOptions,
  context: CommandContext,
): Promise<void> {
  const { messages, terminal } = context
  const minutes = options.every === undefined ? null : minutesOf(options.every, context)
  const jobs: { address: string; job: Wire<'Job'>; source: Wire<'FollowedSource'> }[] = []
  await withArchive(context, async archive => {
    await archive.collection(options.collection)
    for (const address of addresses) {
      const source = await archive.putSource(options.collection, sourceOf(address, options, minutes))
      const job = await syncAddress(archive, { source, address, force: options.force }, context)
      jobs.push({ address, job, source })
      if (job.state === 'cancelled') return
    }
  })
  terminal.result(options.json === true, { sources: jobs.map(({ source, job }) => ({ source, job })) }, () =>
    jobs.map(({ address, job }) => renderSync(job, address, context)).join('\n'),
  )
  if (minutes !== null) terminal.note(messages.following.every(minutes))
  terminal.exitCode = Math.max(...jobs.map(({ job }) => exitCodeOf(job)))
}

function syncAddress(
  archive: ArchiveClient,
  { source, address, force }: { source: Wire<'FollowedSource'>; address: string; force: true | undefined },
  context: CommandContext,
): Promise<Wire<'Job'>> {
  return syncOne(archive, { id: source.id, name: address, order: { force } }, context)
}

function sourceOf(
  address: string,
  options: AddressOptions,
  minutes: number | null,
): WireInput<'SourcesPost'> {
  const { sitemap, feed, crawl, maxPages, maxDepth, include, exclude } = options
  const kind = (sitemap && 'sitemap') ?? (feed && 'feed') ?? (crawl && 'crawl')
  return {
    ...{ address, kind, interval_minutes: minutes, max_pages: maxPages, max_depth: maxDepth },
    include: include && [...include],
    exclude: exclude && [...exclude],
  }
}

function minutesOf(text: string, { messages }: CommandContext): number {
  const [, amount, unit = 'm'] = /^(\d{1,6})([mhd]?)$/.exec(text.trim()) ?? []
  const minutes = Number(amount) * (UNIT_MINUTES[unit || 'm'] ?? Number.NaN)
  if (minutes >= MIN_MINUTES && minutes <= MAX_MINUTES) return minutes
  throw new AppError('invalid_request', messages.following.badInterval(text))
}
