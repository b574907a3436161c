import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { AppError } from '../core/errors.js'
import type { ReadItem } from './reader.js'
import type { FoundFile } from './walk-files.js'

/** A larger file in a format that cannot be streamed is not loaded into memory. */
const MAX_WHOLE_FILE_BYTES = 64 * 1024 * 1024

/**
 * Reads one file after another; what cannot be read is yielded as an error of that file and the rest goes on.
 * A document without an id of its own gets the file's.
 */
export async function* readFiles(
  files: Iterable<FoundFile>,
): AsyncGenerator<{ file: FoundFile; item: ReadItem }> {
  for (const file of files) {
    try {
      for await (const item of readItems(file)) yield { file, item: named(item, file) }
    } catch (error) {
      yield { file, item: { item: file.id, code: 'unreadable_document', detail: reasonOf(error) } }
    }
  }
}

async function* readItems(file: FoundFile): AsyncGenerator<ReadItem> {
  if (file.reader.readStream !== undefined) {
    // With no encoding set, the stream gives buffers.
    const chunks: AsyncIterable<Buffer> = createReadStream(file.path, { highWaterMark: 256 * 1024 })
    yield* file.reader.readStream({ name: file.id }, chunks)
    return
  }
  if (file.bytes > MAX_WHOLE_FILE_BYTES) {
    const detail = `The file has ${file.bytes} bytes; at most ${MAX_WHOLE_FILE_BYTES} can be read.`
    throw new AppError('unreadable_document', detail)
  }
  yield* file.reader.read({ name: file.id, bytes: await readFile(file.path) })
}

const named = (item: ReadItem, file: FoundFile): ReadItem =>
  'document' in item ? { document: { ...item.document, id: item.document.id ?? file.id } } : item

/** An error of the file system holds the full path: only its code is passed on. */
function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code === undefined) throw error
  return `The file could not be read (${code}).`
}
