import type { FileReading } from './file-reading.js'
import type { ReadItem } from './reader.js'
import type { FoundFile } from './walk-files.js'

/**
 * Reads one file after another; what cannot be read is yielded as an error of that file and the rest goes on.
 * A document without an id of its own gets its name in the file, or the file's id.
 */
export async function* readFiles(
  files: Iterable<FoundFile>,
  reading: FileReading,
  signal?: AbortSignal,
): AsyncGenerator<{ file: FoundFile; item: ReadItem }> {
  for (const file of files) {
    const { id: name, path, format } = file
    for await (const item of reading.read({ name, path, format: format.name }, signal))
      yield { file, item: named(item, file) }
  }
}

function named(item: ReadItem, file: FoundFile): ReadItem {
  if (!('document' in item)) return item
  return { document: { ...item.document, id: item.document.id ?? item.item ?? file.id } }
}
