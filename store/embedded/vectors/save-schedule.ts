import type { VectorIndexSettings } from './vector-index-settings.js'

/** Fewer changes than this share of the graph are not worth a new file: opening catches up with them. */
const MIN_SAVED_SHARE = 0.02
/** How long after a save that was not confirmed (a full disk) the next try is made. */
const RETRY_MS = 60_000

/** Counts the changes that no trusted file has, and says when a file should be written. */
export class SaveSchedule {
  private changes = 0
  /** Those that are in the file being written, or waiting to be trusted. */
  private changesInFile = 0
  private timer: NodeJS.Timeout | undefined
  private retryTimer: NodeJS.Timeout | undefined
  private ended = false

  /** @param onDue called when a file should be written: answer with `begin` */
  constructor(
    private readonly settings: VectorIndexSettings,
    private readonly onDue: () => void,
  ) {}

  changed(count: number): void {
    this.changes += count
    if (count > 0) this.plan()
  }

  /** @param size vectors in the graph */
  isWorthwhile(size: number): boolean {
    clearTimeout(this.timer)
    return this.changes >= Math.max(1, size * MIN_SAVED_SHARE)
  }

  /** A file is being written. Unless it is confirmed, it is tried again later. */
  begin(): void {
    this.changesInFile = this.changes
    clearTimeout(this.retryTimer)
    if (this.ended) return
    this.retryTimer = setTimeout(() => {
      this.retryTimer = undefined
      this.onDue()
    }, RETRY_MS)
  }

  /** The file is trusted now. */
  confirm(): void {
    clearTimeout(this.retryTimer)
    this.retryTimer = undefined
    this.changes -= this.changesInFile
    this.changesInFile = 0
    this.plan()
  }

  end(): void {
    this.ended = true
    clearTimeout(this.timer)
    clearTimeout(this.retryTimer)
  }

  private plan(): void {
    clearTimeout(this.timer)
    // A save that failed is not tried again with every change: the disk would only be filled once more.
    if (this.changes === 0 || this.ended || this.retryTimer !== undefined) return
    if (this.changes >= this.settings.saveEveryChanges) this.onDue()
    else this.timer = setTimeout(this.onDue, this.settings.saveDelayMs)
  }
}
