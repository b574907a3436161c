import type { ReadContext, Reader, ReadItem, SourceFile } from '../reader.js'
import { failureOf } from './read-failure.js'
import { ZipArchive, type ZipEntry } from './zip-archive.js'

/** Of everything inside, unpacked. */
const MAX_TOTAL_BYTES = 4 * 1024 * 1024 * 1024
/** An entry that is read whole; one that is read as a stream may have the total. */
const MAX_ENTRY_BYTES = 64 * 1024 * 1024

/**
 * The files in a zip archive that somebody reads, each an item of its own: `archive.zip/folder/name.md`. Names
 * in UTF-8, or in GB18030 as Windows writes them. An archive inside is not opened.
 */
export const zipReader: Reader = {
  async *read({ name, bytes }: SourceFile, context: ReadContext): AsyncGenerator<ReadItem> {
    yield* readArchive(name, bytes, context)
  },
  async *readPath({ name }, path, context): AsyncGenerator<ReadItem> {
    yield* readArchive(name, path, context)
  },
}

async function* readArchive(
  name: string,
  source: Uint8Array | string,
  context: ReadContext,
): AsyncGenerator<ReadItem> {
  const archive = await ZipArchive.open(source, MAX_TOTAL_BYTES)
  try {
    let items = 0
    for (const [index, entry] of archive.entries.entries()) {
      if (index < context.fromPart || isHidden(entry.name)) continue
      for await (const item of readEntry(archive, entry, { index, context, zipName: name })) {
        items++
        yield item
      }
    }
    if (items === 0 && context.fromPart === 0)
      yield { item: name, code: 'empty_document', detail: 'The archive holds no file that can be read.' }
  } finally {
    archive.close()
  }
}

/** What systems put beside the files of their users. */
const isHidden = (name: string) =>
  name.split('/').some(step => step.startsWith('.') || step === '__MACOSX' || step === 'Thumbs.db')

interface Place {
  readonly index: number
  readonly zipName: string
  readonly context: ReadContext
}

async function* readEntry(
  archive: ZipArchive,
  entry: ZipEntry,
  { index, zipName, context }: Place,
): AsyncGenerator<ReadItem> {
  const item = `${zipName}/${entry.name}`
  if (/\.zip$/iu.test(entry.name)) {
    const detail = 'An archive inside of an archive is not opened: unpack it and import it by itself.'
    yield { item, code: 'unreadable_document', detail }
    return
  }
  const reader = await context.readerInside(entry.name)
  if (reader === undefined) return
  await context.onPart(index, entry.name)
  try {
    if (reader.readStream !== undefined) {
      const chunks = archive.stream(entry, MAX_TOTAL_BYTES)
      for await (const found of reader.readStream({ name: item }, chunks)) yield inside(found, item)
      return
    }
    const bytes = await archive.bytes(entry, MAX_ENTRY_BYTES)
    for await (const found of reader.read({ name: item, bytes }, context)) yield inside(found, item)
  } catch (error) {
    yield failureOf(error, item).failure
  }
}

const inside = (found: ReadItem, item: string): ReadItem =>
  'document' in found ? { document: found.document, item: found.item ?? item } : found
