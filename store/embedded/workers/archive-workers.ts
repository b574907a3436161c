import type { Clock } from '../../../core/clock.js'
import type { AppError } from '../../../core/errors.js'
import type { Logger } from '../../../core/log.js'
import type { DiskGuard } from '../disk-guard.js'
import type { EmbeddedArchiveOptions } from '../embedded-archive-options.js'
import { IndexSaver } from '../vectors/index-saver.js'
import type { ReadHandlers } from './read-worker.js'
import { WorkerClient } from './rpc.js'
import type { sourceWriting } from '../records/source-handlers.js'
import { DEFAULT_TERM_MERGER_SETTINGS } from '../keywords/term-merger.js'
import { DEFAULT_VECTOR_INDEX_SETTINGS } from '../vectors/vector-index-settings.js'
import type { VectorHandlers, VectorSignal } from './vector-worker.js'
import type { Timed, WriteHandlers } from './write-worker.js'

/** The threads of an archive. */
export interface Workers {
  readonly writer: WorkerClient<WriteHandlers>
  readonly reader: WorkerClient<ReadHandlers>
  readonly searcher: WorkerClient<VectorHandlers>
}

/** What the writing thread does on request. */
export type WriteMethod = Exclude<
  keyof WriteHandlers,
  keyof ReturnType<typeof sourceWriting> | 'access' | 'close' | 'modelKey' | 'takePart' | 'forgetParts'
>
export type WriteArgument<M extends WriteMethod> =
  Parameters<WriteHandlers[M]>[0] extends Timed<infer A> ? A : never

interface Surroundings {
  readonly clock: Clock
  readonly log: Logger
  readonly guard: DiskGuard
  /** Takes what ended a thread. */
  readonly failures: AppError[]
}

/**
 * Starts the threads of an archive, the writer first: it makes or upgrades the database that the others read.
 * When one cannot start, those that have are ended.
 */
export async function startWorkers(
  options: EmbeddedArchiveOptions,
  { clock, log, failures, guard }: Surroundings,
): Promise<{ workers: Workers; saver: IndexSaver }> {
  const { dataDir, modelId, dimensions } = options
  const started: { close(): Promise<void> }[] = []
  let saver: IndexSaver | undefined
  const start = async <H extends WriteHandlers | ReadHandlers | VectorHandlers>(
    name: string,
    data: object,
  ) => {
    const worker = await WorkerClient.start<H>({
      name,
      file: new URL(`./${name}-worker.js`, import.meta.url),
      data: { dataDir, dimensions, ...data },
      onSignal: signal => {
        // Only the vector thread tells anything unasked.
        saver?.receive(signal as VectorSignal)
      },
      onDeath: error => {
        failures.push(error)
        log.error({ err: error }, 'a thread of the archive has ended')
      },
    })
    started.push(worker)
    return worker
  }
  try {
    const termMerger = { ...DEFAULT_TERM_MERGER_SETTINGS, ...options.termMerger }
    const writer = await start<WriteHandlers>('write', { modelId, termMerger })
    const modelKey = await writer.call('modelKey', undefined)
    const settings = { ...DEFAULT_VECTOR_INDEX_SETTINGS, ...options.vectorIndex }
    const [reader, searcher] = await Promise.all([
      start<ReadHandlers>('read', { modelKey }),
      start<VectorHandlers>('vector', { modelId, modelKey, settings }),
    ])
    saver = new IndexSaver(
      searcher,
      {
        trust: argument => writer.call('putVectorFile', { nowMs: clock.now().getTime(), argument }),
        distrust: argument => writer.call('distrustVectorFile', { nowMs: clock.now().getTime(), argument }),
      },
      { log, guard },
    )
    await searcher.call('loadIndexes', undefined)
    return { workers: { writer, reader, searcher }, saver }
  } catch (error) {
    await Promise.allSettled(started.map(worker => worker.close()))
    throw error
  }
}
