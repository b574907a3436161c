import type { FileReading } from './file-reading.js'
import type { ReadItem } from './reader.js'
import type { Format } from './readers/registry.js'

/** A file on the disk, and what its documents are called. */
export interface FileToRead {
  readonly path: string
  /** The id of its document, unless it has one of its own. */
  readonly id: string
  readonly format: Format
  /** Charset that its sender declared. */
  readonly charset?: string | undefined
  /** Its name means nothing: its documents get an id from their content, unless they have one. */
  readonly isNameless?: boolean | undefined
}

/**
 * Reads one file after another; what cannot be read is yielded as an error of that file and the rest goes on.
 * A document without an id of its own gets its name in the file, or the file's id.
 */
export async function* readFiles<File extends FileToRead>(
  files: Iterable<File>,
  reading: FileReading,
  signal?: AbortSignal,
): AsyncGenerator<{ file: File; item: ReadItem }> {
  for (const file of files) {
    const { id: name, path, format, charset } = file
    for await (const item of reading.read({ name, path, charset, format: format.name }, signal))
      yield { file, item: named(item, file) }
  }
}

function named(item: ReadItem, file: FileToRead): ReadItem {
  if (!('document' in item)) return item
  const given = file.isNameless === true ? undefined : (item.item ?? file.id)
  return { document: { ...item.document, id: item.document.id ?? given } }
}
