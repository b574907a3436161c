import { join } from 'node:path'
import { AppError } from '../../core/errors.js'
import type { Job } from '../../core/types.js'
import type { SourceRecord } from '../../store/source-records.js'
import { DocumentSink } from '../document-sink.js'
import { importFiles, type FileFollowing } from '../import-files.js'
import { fileState } from './file-fingerprint.js'
import type { SourceServiceDeps, SyncOptions } from './source-service.js'
import { visitPages } from './web-sources.js'
import { WebSync, type WebSyncDeps } from './web-sync.js'

interface SyncRun extends SourceServiceDeps, SyncOptions {
  /** Read anew what somebody removed. */
  readonly restoreMissing: boolean
  readonly signal: AbortSignal
}

type SyncFailure = { readonly code: string; readonly detail: string } | null

/** Brings one source up to date and records it in its job. @returns why it failed as a whole; null when it did not */
export async function runSync(source: SourceRecord, job: Job, run: SyncRun): Promise<SyncFailure> {
  try {
    if (source.kind === 'file') await syncFiles(source, job, run)
    else await syncPages(source, job, run)
    return null
  } catch (error) {
    if (!(error instanceof AppError) && !run.signal.aborted)
      run.log.error({ err: error, source: source.id }, 'a sync failed')
    const failure = failureOf(error)
    // One that is over keeps its state.
    const errors = [{ item: source.address, ...failure }]
    const { errors: before } = (await run.archive.job(job.id)) ?? job
    await run.archive.updateJob(job.id, { state: 'failed', errors: before.length > 0 ? before : errors })
    return failure
  }
}

function failureOf(error: unknown): NonNullable<SyncFailure> {
  if (error instanceof AppError) return { code: error.code, detail: error.message }
  return { code: 'internal_error', detail: 'Something failed; the log of the server says what.' }
}

async function syncFiles(source: SourceRecord, job: Job, run: SyncRun): Promise<void> {
  const { archive, ingestor, reading, signal } = run
  const { collection, address } = source
  const following: FileFollowing = {
    records: archive.sources,
    removeDocument: id => archive.deleteDocument(collection, id, { keepWithdrawn: true }),
    onGone: 'remove',
    acceptRemovals: run.acceptRemovals,
    force: run.force,
  }
  const paths = source.settings.named === true ? await namedFiles(source, run) : [address]
  await importFiles({ paths, collection, ingestor, reading, archive, job, following, signal })
}

/** The files that were given one by one, and are still there. */
async function namedFiles({ id, address }: SourceRecord, { archive }: SyncRun): Promise<string[]> {
  const items = await archive.sources.items(id)
  const paths = items.map(({ key }) => join(address, key))
  const states = await Promise.all(paths.map(path => fileState(path)))
  const there = paths.filter((_, index) => states[index] !== undefined)
  if (there.length > 0) return there
  throw new AppError('source_shrunk', 'Not one of the files is there any more. Nothing was removed.')
}

async function syncPages(source: SourceRecord, job: Job, run: SyncRun): Promise<void> {
  const { archive, ingestor, fetcher, reading, clock, signal } = run
  const { collection } = source
  const sink = new DocumentSink({ collection, ingestor, jobs: archive, jobId: job.id, signal })
  const deps: WebSyncDeps = {
    ...{ source, records: archive.sources, sink, fetcher, reading },
    nowMs: () => clock.now().getTime(),
    removeDocument: id => archive.deleteDocument(collection, id, { keepWithdrawn: true }),
    force: run.force ?? false,
    restoreMissing: run.restoreMissing,
    acceptRemovals: run.acceptRemovals ?? false,
  }
  const sync = new WebSync(deps)
  try {
    await sink.record({ state: 'running' })
    await sync.open()
    await visitPages(sync, deps)
    await sync.settle()
  } catch (error) {
    sink.keepError({ item: source.address, ...failureOf(error) })
    await sink.record({ state: signal.aborted || sink.isStopped ? 'cancelled' : 'failed' })
    throw error
  }
  const total = sink.documents + sink.counts.removed + sink.counts.failed
  await sink.record(sink.isStopped ? { state: 'cancelled' } : { state: 'done', total })
}
