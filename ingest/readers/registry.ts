import type { Reader } from '../reader.js'
import { htmlReader } from './html.js'
import { jsonlReader } from './jsonl.js'
import { mdReader } from './md.js'
import { txtReader } from './txt.js'

/** Every format that can be read. A new reader is added here and nowhere else. */
export const READERS: readonly Reader[] = [txtReader, mdReader, htmlReader, jsonlReader]

/** The reader for a file name or address, by its ending; undefined when nobody reads that. */
export function readerFor(name: string, readers: readonly Reader[] = READERS): Reader | undefined {
  const ending = /\.([^./\\]+)$/u.exec(name)?.[1]?.toLowerCase()
  return ending === undefined ? undefined : readers.find(reader => reader.extensions.includes(ending))
}
