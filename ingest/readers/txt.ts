import type { Reader, ReadItem, SourceFile } from '../reader.js'
import { decodeText } from './decode.js'
import { foundDocument } from './found-document.js'

/** A longer first line is the first paragraph, not a title. */
const MAX_TITLE_CHARACTERS = 60

/** Plain text. The first line is the title when it looks like one (it stays in the text), else the file's name. */
export const txtReader: Reader = {
  *read(file: SourceFile): Iterable<ReadItem> {
    const text = decodeText(file.bytes, [file.charset])
    yield foundDocument(file.name, { text, title: titleLine(text) })
  },
}

function titleLine(text: string): string | undefined {
  const line = /\S[^\n\r]*/u.exec(text)?.[0].trim() ?? ''
  return line.length <= MAX_TITLE_CHARACTERS && !/[。；，,;]$/u.test(line) ? line : undefined
}
