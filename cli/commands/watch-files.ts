import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../../core/errors.js'
import type { ImportSummary } from '../../ingest/import-files.js'
import type { ArchiveClient, ImportOrder } from '../archive-client.js'
import type { CommandContext } from '../context.js'
import { failureLines } from '../render-job.js'

/** Quiet time after the last change before the files are looked at: an editor removes, renames and writes in one go. */
const QUIET_MS = 500
/** A file that was written to within this time is still being written, as far as anybody knows. */
const SETTLE_MS = 1000
/** Trouble that a moment may mend, such as a server that restarts. */
const RETRY_MS = 5000

export type WatchOrder = Omit<ImportOrder, 'onProgress' | 'signal' | 'onGone' | 'settleMs'>

/** Follows files until the signal aborts: what is written is added, what is removed is removed. */
export async function watchFiles(
  archive: ArchiveClient,
  order: WatchOrder,
  { signal, context }: { readonly signal: AbortSignal; readonly context: CommandContext },
): Promise<void> {
  const { messages, terminal } = context
  const { watch } = await import('chokidar')
  const changes = new ChangeSignal()
  const watcher = watch([...order.paths], { ignoreInitial: true, followSymlinks: false, atomic: true })
  watcher.on('all', () => {
    changes.raise()
  })
  watcher.on('error', error => {
    terminal.note(String(error))
  })
  const onAbort = (): void => {
    changes.raise()
  }
  signal.addEventListener('abort', onAbort)
  try {
    await new Promise<void>(resolve => watcher.once('ready', resolve))
    terminal.note(messages.following.watching(order.paths))
    changes.raise()
    for (;;) {
      await changes.next()
      // Whether it has ended meanwhile is told there.
      if (!(await quiet(changes, signal))) return
      const postponed = await lookOnce(archive, order, { signal, context })
      if (postponed) setTimeout(onAbort, SETTLE_MS).unref()
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    await watcher.close()
    terminal.note(messages.following.watchEnded)
  }
}

/** @returns whether to look again soon */
async function lookOnce(
  archive: ArchiveClient,
  order: WatchOrder,
  { signal, context }: { readonly signal: AbortSignal; readonly context: CommandContext },
): Promise<boolean> {
  const { terminal, messages } = context
  try {
    const onProgress = (): void => undefined
    const summary = await archive.ingest({
      ...order,
      onGone: 'remove',
      settleMs: SETTLE_MS,
      signal,
      onProgress,
    })
    if (hasChanged(summary)) terminal.note(describe(summary, context))
    return summary.postponed > 0
  } catch (error) {
    if (signal.aborted) return false
    if (!(error instanceof AppError)) throw error
    terminal.note(`${messages.failed(error.code)}${messages.errors[error.code]}\n  ${error.message}`)
    await delay(RETRY_MS, undefined, { signal }).catch(() => undefined)
    return true
  }
}

const hasChanged = ({ created, updated, removed, failed }: ImportSummary) =>
  created + updated + removed + failed > 0

function describe(summary: ImportSummary, { messages }: CommandContext): string {
  const { created: added, updated, removed, failed } = summary
  const failures = failureLines(summary.errors)
  return [messages.following.watched({ added, updated, removed, failed }), ...failures].join('\n')
}

/** Waits until nothing has changed for a moment. @returns false when it was told to end */
async function quiet(changes: ChangeSignal, signal: AbortSignal): Promise<boolean> {
  do {
    changes.lower()
    await delay(QUIET_MS, undefined, { signal }).catch(() => undefined)
  } while (changes.isRaised && !signal.aborted)
  return !signal.aborted
}

/** Remembers that something has changed until somebody looks. */
class ChangeSignal {
  isRaised = false
  private wake = (): void => undefined

  raise(): void {
    this.isRaised = true
    this.wake()
  }

  lower(): void {
    this.isRaised = false
  }

  async next(): Promise<void> {
    if (this.isRaised) return
    await new Promise<void>(resolve => {
      this.wake = resolve
    })
  }
}
