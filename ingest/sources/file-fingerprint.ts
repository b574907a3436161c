import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Fingerprint } from '../../store/source-records.js'

/** Raise it when readers make other documents of the same bytes: everything is read once more then. */
export const READING_GENERATION = 1

/** A file that was written to so lately may be written to again within the same tick of the file system's clock. */
const UNSETTLED_MS = 2000

/** What the file system says of a file. */
export interface FileState {
  readonly bytes: number
  readonly modifiedMs: number
}

/** @returns undefined when there is no such file any more */
export async function fileState(path: string): Promise<FileState | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  return found && { bytes: found.size, modifiedMs: found.mtimeMs }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** Whether a file is as it was read last, as far as that can be told without reading it. */
export function isSame(state: FileState, known: Fingerprint): boolean {
  return isSameSize(state, known) && known.modifiedMs === state.modifiedMs
}

/** Whether it is worth comparing the bytes. */
export function isSameSize(state: FileState, known: Fingerprint): boolean {
  return known.reading === READING_GENERATION && known.bytes === state.bytes
}

/** Of a file in this state, whose bytes have this hash. */
export function fingerprintOf(state: FileState, hash: string, nowMs: number): Fingerprint {
  const isSettled = nowMs - state.modifiedMs >= UNSETTLED_MS
  return {
    ...(isSettled ? { modifiedMs: state.modifiedMs } : {}),
    ...{ bytes: state.bytes, hash, reading: READING_GENERATION },
  }
}

/** SHA-256 of a file of any size, hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk as Buffer)
  return hash.digest('hex')
}
