import { z } from 'zod'
import { AppError } from '../../core/errors.js'
import type { Reader, ReadItem, SourceFile } from '../reader.js'
import { decodeText } from './decode.js'
import { FIELD_NAMES } from './field-names.js'
import { LineBuffer } from './line-buffer.js'
import { readTimestamp } from './read-timestamp.js'

/** A longer line is passed over: the document in it would be beyond every limit. */
const MAX_LINE_BYTES = 64 * 1024 * 1024

const timestamp = z.string().transform((text, context) => {
  const time = readTimestamp(text)
  if (time !== undefined) return time
  context.addIssue({ code: 'custom', message: 'must be an RFC 3339 time or a date YYYY-MM-DD' })
  return z.NEVER
})

/** The API's document. What a file says beyond that is passed over, as in every other format. */
const documentLine = z.object({
  id: z.string().min(1).max(512).nullish(),
  title: z.string().trim().min(1).max(1000),
  text: z.string(),
  url: z.url({ protocol: /^https?$/ }).nullish(),
  published_at: timestamp.nullish(),
  author: z.string().max(200).nullish(),
  tags: z.array(z.string().min(1).max(64)).max(32).nullish(),
  language: z.string().max(35).nullish(),
})

/**
 * One document a line, with the field names of the API or those that exports often have (field-names.ts). A line that is none becomes an error with its number
 * and the rest goes on. A document without an id is named after its line.
 */
export const jsonlReader = {
  read: file => readLines(file, [file.bytes]),
  readStream: readLines,
} satisfies Reader

async function* readLines(
  file: Omit<SourceFile, 'bytes'>,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<ReadItem> {
  let number = 0
  const lines = new LineBuffer(MAX_LINE_BYTES)
  for await (const chunk of chunks) {
    for (const line of lines.push(chunk)) yield* readLine(line, ++number, file)
  }
  for (const line of lines.end()) yield* readLine(line, ++number, file)
}

function* readLine(
  line: Uint8Array | undefined,
  number: number,
  { name, charset }: Omit<SourceFile, 'bytes'>,
): Generator<ReadItem> {
  const item = `${name}#${number}`
  if (line === undefined) {
    const detail = `Line ${number} is longer than ${MAX_LINE_BYTES} bytes.`
    yield { item, code: 'unreadable_document', detail }
    return
  }
  if (isBlank(line)) return
  try {
    yield parseLine(line, item, charset)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    yield { item, code: 'unreadable_document', detail: `Line ${number}: ${error.message}` }
  }
}

const isBlank = (line: Uint8Array) => line.every(byte => byte === 0x20 || byte === 0x0d || byte === 0x09)

function parseLine(line: Uint8Array, item: string, charset: string | undefined): ReadItem {
  const text = decodeText(line, [charset])
  const parsed = documentLine.safeParse(renamed(parseJson(text)))
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) =>
      [path.join('.'), message].filter(Boolean).join(': '),
    )
    throw new AppError('unreadable_document', `${issues.join('; ')}.`)
  }
  const { id, published_at: publishedAt, ...fields } = parsed.data
  if (!/\S/u.test(fields.text)) return { item, code: 'empty_document', detail: 'The document has no text.' }
  return {
    item,
    document: {
      id: id ?? undefined,
      title: fields.title,
      text: fields.text,
      url: fields.url ?? undefined,
      publishedAt: publishedAt ?? undefined,
      author: fields.author ?? undefined,
      tags: fields.tags ?? undefined,
      language: fields.language ?? undefined,
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('unreadable_document', 'not valid JSON', { cause: error })
  }
}

/** The fields under the API's own names. Exports write null or nothing for what is not there. */
function renamed(line: unknown): unknown {
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return line
  const all = new Map<string, unknown>(Object.entries(line))
  const isGiven = (name: string) => all.has(name) && all.get(name) !== null && all.get(name) !== ''
  const named = Object.entries(FIELD_NAMES).flatMap(([field, names]) => {
    const name = names.find(isGiven)
    return name === undefined
      ? []
      : [[field === 'published' ? 'published_at' : field, all.get(name)] as const]
  })
  const text = all.has('text') ? ([['text', all.get('text')]] as const) : []
  const language = isGiven('language') ? ([['language', all.get('language')]] as const) : []
  // A text that is there and empty stays, to be told as such.
  return Object.fromEntries([...text, ...language, ...named])
}
