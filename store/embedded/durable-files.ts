import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../core/errors.js'

const CHUNK_BYTES = 1_048_576
const FULL_DISK_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** Of a file or a folder: what was written or renamed is on the disk afterwards. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The file has the old content or the new one, never a part, whenever the machine stops. */
export async function writeDurably(file: string, content: string): Promise<void> {
  const temporary = `${file}.part`
  await writeFile(temporary, content, { mode: 0o600 })
  await sync(temporary)
  await moveDurably(temporary, file)
}

export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to)
  await sync(dirname(to))
}

/** SHA-256, hexadecimal. */
export async function checksum(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES, signal }))
    hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Copies a file, and says how far it is. @returns the checksum of what was read */
export async function copyFile(
  from: string,
  to: string,
  onProgress: (done: number) => void,
): Promise<string> {
  const hash = createHash('sha256')
  const target = await open(to, 'w', 0o600)
  try {
    let done = 0
    for await (const chunk of createReadStream(from, { highWaterMark: CHUNK_BYTES })) {
      const bytes = chunk as Buffer
      hash.update(bytes)
      await target.write(bytes)
      onProgress((done += bytes.byteLength))
    }
    await target.sync()
  } finally {
    await target.close()
  }
  return hash.digest('hex')
}

/** Names a full disk; anything else is given back as it is. @param what was being written */
export function nameWriteFailure(error: unknown, what: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!FULL_DISK_CODES.includes(code) && code !== 'SQLITE_FULL') return error
  return new AppError(
    'disk_full',
    `The disk is full: ${what} was not finished, and its parts are removed. What was there before is kept. Free some space and try again.`,
    { cause: error },
  )
}
