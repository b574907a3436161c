import type { Reader, ReadItem, SourceFile } from '../reader.js'
import { decodeText } from './decode.js'
import { foundDocument } from './found-document.js'
import { OfficePackage } from './office-package.js'
import { tableToText } from './table-text.js'
import { cellText, readCellStyles, readSharedStrings, type CellStyles } from './xlsx-cells.js'
import { childElements, descendants, firstBelow, parseXml, type XmlElement } from './xml.js'

const WORKBOOK = 'xl/workbook.xml'
const MAX_SHEETS = 500
/** Rows of one sheet that are read; columns beyond are nobody's reading. */
const MAX_ROWS = 100_000
const MAX_COLUMNS = 500
/** A sheet is cut into rows before it is parsed, so that it may be larger than other parts. */
const MAX_SHEET_BYTES = 128 * 1024 * 1024
const ROWS_AT_ONCE = 200

/** A workbook: its sheets in order, each a table under its name; hidden sheets are not read. */
export const xlsxReader: Reader = {
  async *read({ name, bytes }: SourceFile): AsyncGenerator<ReadItem> {
    const office = await OfficePackage.open(bytes)
    try {
      const workbook = await office.requiredXml(WORKBOOK)
      const related = await office.relationships(WORKBOOK)
      const targetOf = (type: string) =>
        [...related.values()].find(found => found.type === type)?.target ?? ''
      const uses1904 = /^(?:1|true)$/u.test(firstBelow(workbook, 'workbookPr')?.attributes['date1904'] ?? '')
      const styles = readCellStyles(await office.xml(targetOf('styles')), uses1904)
      const shared = readSharedStrings(await office.xml(targetOf('sharedStrings')))
      const sheets: string[] = []
      for (const sheet of visibleSheets(workbook)) {
        const target = Object.values(sheet.attributes).flatMap(id => related.get(id)?.target ?? [])[0]
        const content = target === undefined ? undefined : await office.part(target, MAX_SHEET_BYTES)
        if (content === undefined) continue
        const { rows, isCut } = readRows(decodeText(content, ['utf-8']), { shared, styles })
        const title = sheet.attributes['name'] ?? ''
        if (rows.length > 0) sheets.push(`${title}\n\n${tableToText(rows)}`)
        if (isCut) yield cutSheet(name, title)
      }
      yield foundDocument(name, { ...(await office.claims()), text: sheets.join('\n\n') })
    } finally {
      office.close()
    }
  },
}

function visibleSheets(workbook: XmlElement): XmlElement[] {
  return [...descendants(workbook, 'sheet')]
    .filter(({ attributes }) => (attributes['state'] ?? 'visible') === 'visible')
    .slice(0, MAX_SHEETS)
}

function cutSheet(name: string, title: string): ReadItem {
  const detail = `The sheet "${title}" has more than ${MAX_ROWS} rows; the rest was not read. Divide it, or save it as CSV.`
  return { item: `${name}#${title}`, code: 'body_too_large', detail }
}

interface Workbook {
  readonly shared: readonly string[]
  readonly styles: CellStyles
}

/** A tree of a whole sheet would take ten times its size: rows are cut out and parsed some at a time. */
function readRows(xml: string, workbook: Workbook): { rows: string[][]; isCut: boolean } {
  const rows: string[][] = []
  let waiting: string[] = []
  const parseWaiting = (): void => {
    const parsed = parseXml(`<rows>${waiting.join('')}</rows>`)
    for (const row of childElements(parsed)) rows.push(readRow(row, workbook))
    waiting = []
  }
  for (const row of rowsIn(xml)) {
    if (rows.length + waiting.length >= MAX_ROWS) {
      parseWaiting()
      return { rows, isCut: true }
    }
    waiting.push(row)
    if (waiting.length >= ROWS_AT_ONCE) parseWaiting()
  }
  if (waiting.length > 0) parseWaiting()
  return { rows: rows.filter(row => row.some(cell => cell !== '')), isCut: false }
}

/** The `row` elements of a sheet, as text. They never nest. */
function* rowsIn(xml: string): Generator<string> {
  const opening = /<((?:[A-Za-z_][\w.-]{0,50}:)?row)(?=[\s/>])[^>]{0,2000}>/gu
  for (let match = opening.exec(xml); match !== null; match = opening.exec(xml)) {
    if (match[0].endsWith('/>')) continue
    const closing = `</${match[1] ?? 'row'}>`
    const end = xml.indexOf(closing, opening.lastIndex)
    if (end < 0) return
    yield xml.slice(match.index, end + closing.length)
    opening.lastIndex = end + closing.length
  }
}

function readRow(row: XmlElement, { shared, styles }: Workbook): string[] {
  const cells: string[] = []
  for (const cell of childElements(row, 'c')) {
    const column = columnOf(cell.attributes['r']) ?? cells.length
    if (column >= MAX_COLUMNS) continue
    while (cells.length < column) cells.push('')
    cells[column] = cellText(cell, shared, styles).trim()
  }
  return cells
}

/** `C7` is column 2; undefined when the cell does not say where it stands. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/u.exec(reference ?? '')?.[0]
  if (letters === undefined) return undefined
  return Array.from(letters).reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
}
