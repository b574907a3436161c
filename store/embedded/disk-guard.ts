import { statfs } from 'node:fs/promises'
import { AppError } from '../../core/errors.js'
import type { DiskStatus } from '../archive.js'

/** The disk is asked again after this long: between two looks it cannot fill by more than it writes. */
const LOOK_EVERY_MS = 1000

export interface DiskGuardOptions {
  readonly dataDir: string
  /** What must stay free, bytes; 0 guards nothing. */
  readonly minFreeBytes: number
  /** Free bytes of the disk that a folder is on. Default: the system's word. */
  readonly freeBytes?: ((folder: string) => Promise<number>) | undefined
}

/**
 * Refuses documents before the disk is full: what is left is for the database's log, for small records and for
 * other programs. It looks again and again, so it ends by itself when there is room.
 */
export class DiskGuard {
  private seen: { readonly status: DiskStatus; readonly atMs: number } | undefined

  constructor(private readonly options: DiskGuardOptions) {}

  async status(): Promise<DiskStatus> {
    const now = performance.now()
    if (this.seen !== undefined && now - this.seen.atMs < LOOK_EVERY_MS) return this.seen.status
    const { dataDir, minFreeBytes, freeBytes = freeBytesOf } = this.options
    const free = await freeBytes(dataDir)
    const status = { freeBytes: free, minFreeBytes, isLow: free < minFreeBytes }
    this.seen = { status, atMs: now }
    return status
  }

  /** @throws {AppError} `disk_full` */
  async requireRoom(): Promise<void> {
    if (this.options.minFreeBytes === 0) return
    const { isLow, freeBytes, minFreeBytes } = await this.status()
    if (!isLow) return
    throw new AppError(
      'disk_full',
      `The disk has ${megabytes(freeBytes)} MB left, less than the ${megabytes(minFreeBytes)} MB that are kept free (YOUJU_DISK_MIN_FREE_MB). Nothing of this request was kept; questions are answered as before. Free some space and send it again.`,
    )
  }
}

const megabytes = (bytes: number) => Math.floor(bytes / 1_000_000)

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
