import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { AppError } from '../../core/errors.js'
import type { Reader, ReadItem, SourceFile } from '../reader.js'
import { decodeText } from './decode.js'
import { FIELD_NAMES, type Field } from './field-names.js'
import { foundDocument, type Claims } from './found-document.js'
import { headerOf, labelledRow, tableToText } from './table-text.js'

const MAX_ROWS = 1_000_000
const MAX_COLUMNS = 1000
/** How much of the file tells what separates its columns. */
const SAMPLE_LINES = 20
const DELIMITERS = [',', '\t', ';', '|'] as const

/**
 * A table in text. With a column of texts (`text`, `content`, `正文`, …) beside a title or an id, each row is a
 * document; else the file is one document, each row a line of `字段：值`.
 */
export const csvReader: Reader = {
  *read(file: SourceFile): Iterable<ReadItem> {
    const text = decodeText(file.bytes, [file.charset])
    const rows = parseRows(text, /\.(?:tsv|tab)$/iu.test(file.name) ? '\t' : delimiterOf(text))
    const header = headerOf(rows)
    const fields = header && fieldsOf(header)
    if (header === undefined || fields === undefined) {
      yield foundDocument(file.name, { text: tableToText(rows) })
      return
    }
    for (const [index, row] of rows.entries()) {
      if (index === 0) continue
      const item = `${file.name}#${index + 1}`
      const found = foundDocument(item, claimsOf(row, { header, fields }))
      yield 'document' in found ? { document: found.document, item } : found
    }
  },
}

function parseRows(text: string, delimiter: string): string[][] {
  try {
    const rows: string[][] = parse(text, {
      delimiter,
      bom: true,
      relaxColumnCount: true,
      relaxQuotes: true,
      skipEmptyLines: true,
      to: MAX_ROWS,
      maxRecordSize: 8 * 1024 * 1024,
    })
    return rows.map(row => row.slice(0, MAX_COLUMNS))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new AppError('unreadable_document', `The table cannot be read: ${error.message}.`, { cause: error })
  }
}

/** The separator that divides most of the first lines into the same number of columns. */
function delimiterOf(text: string): string {
  const lines = text.slice(0, 65_536).split(/\r?\n/u).slice(0, SAMPLE_LINES)
  const scored = DELIMITERS.map(delimiter => {
    const counts = lines.filter(line => line !== '').map(line => columnsOf(line, delimiter))
    const [first = 1] = counts
    const agreeing = counts.filter(count => count === first).length
    return { delimiter, score: first < 2 ? 0 : agreeing * 100 + Math.min(first, 99) }
  })
  const best = scored.reduce((one, other) => (other.score > one.score ? other : one))
  return best.score === 0 ? ',' : best.delimiter
}

/** Separators within quotes do not count. */
function columnsOf(line: string, delimiter: string): number {
  let columns = 1
  let isQuoted = false
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted
    else if (character === delimiter && !isQuoted) columns++
  }
  return columns
}

/** Which column holds what; undefined when the rows are no documents. */
function fieldsOf(header: readonly string[]): ReadonlyMap<Field, number> | undefined {
  const names = header.map(name =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/gu, '_'),
  )
  const fields = new Map<Field, number>()
  for (const [field, known] of Object.entries(FIELD_NAMES) as [Field, readonly string[]][]) {
    const column = known.map(name => names.indexOf(name)).find(at => at >= 0)
    if (column !== undefined) fields.set(field, column)
  }
  return fields.has('text') && (fields.has('title') || fields.has('id')) ? fields : undefined
}

interface Columns {
  readonly header: readonly string[]
  readonly fields: ReadonlyMap<Field, number>
}

/** What is in none of the known columns is kept below the text, with its name. */
function claimsOf(row: readonly string[], { header, fields }: Columns): Claims {
  const say = (field: Field) => {
    const column = fields.get(field)
    return column === undefined ? undefined : row[column]
  }
  const known = new Set(fields.values())
  const rest = row.map((cell, column) => (known.has(column) ? '' : cell))
  const text = (say('text') ?? '').trim()
  const title = say('title')
  return {
    id: say('id'),
    // An id is a better name than the number of a line.
    title: title?.trim() === '' ? say('id') : (title ?? say('id')),
    text: text === '' ? '' : [text, labelledRow(header, rest)].filter(Boolean).join('\n\n'),
    url: say('url'),
    published: say('published'),
    author: say('author'),
    tags: say('tags')?.split(/[,;，；、|]/u),
  }
}
