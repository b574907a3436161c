import { childElements, descendants, textOf, type XmlElement } from './xml.js'

/** Number formats 14-22 and 45-47 are dates and times in every workbook (ECMA-376, 18.8.30); 27-36 and 50-58 in Chinese ones. */
const isBuiltInDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
const DAY_MS = 86_400_000
/** Day 0 of a workbook; its 29 February 1900 never was, which matters before March 1900 only. */
const EPOCH_1900_MS = Date.UTC(1899, 11, 30)
const EPOCH_1904_MS = Date.UTC(1904, 0, 1)
const MAX_SERIAL = 2_958_466

/** How the cells of a workbook are to be shown. */
export interface CellStyles {
  /** By style index: whether its number is a date. */
  readonly isDate: readonly boolean[]
  readonly isPercent: readonly boolean[]
  readonly uses1904: boolean
}

/** @param styles `xl/styles.xml`; undefined when the workbook has none */
export function readCellStyles(styles: XmlElement | undefined, uses1904: boolean): CellStyles {
  if (styles === undefined) return { isDate: [], isPercent: [], uses1904 }
  const formats = new Map(
    [...descendants(styles, 'numFmt')].map(({ attributes }) => [
      Number(attributes['numFmtId']),
      attributes['formatCode'] ?? '',
    ]),
  )
  const cellFormats = childElements(styles, 'cellXfs').flatMap(list => childElements(list, 'xf'))
  const ids = cellFormats.map(({ attributes }) => Number(attributes['numFmtId'] ?? 0))
  return {
    isDate: ids.map(id => isDateFormat(formats.get(id)) ?? isBuiltInDate(id)),
    isPercent: ids.map(id => formats.get(id)?.endsWith('%') ?? (id === 9 || id === 10)),
    uses1904,
  }
}

/** Whether a format code shows a date or time: it names parts of one outside of quotes, colours and conditions. */
function isDateFormat(code: string | undefined): boolean | undefined {
  if (code === undefined) return undefined
  const bare = code.replace(/"[^"]{0,200}"|\[(?!h+\]|m+\]|s+\])[^\]]{0,200}\]|\\.|_./giu, '')
  return /[ymdhs]|上午|下午/iu.test(bare) && !/[#?]|0\.0|General/u.test(bare)
}

/** All shared texts, in order; phonetic readings are left out. */
export function readSharedStrings(root: XmlElement | undefined): string[] {
  return root === undefined ? [] : childElements(root, 'si').map(richText)
}

function richText(item: XmlElement): string {
  return childElements(item)
    .map(part => {
      if (part.name === 't') return textOf(part)
      return part.name === 'r' ? childElements(part, 't').map(textOf).join('') : ''
    })
    .join('')
}

/** The text that a cell shows, as far as it can be told from its value and number format. */
export function cellText(cell: XmlElement, shared: readonly string[], styles: CellStyles): string {
  const { t: type = 'n', s: style } = cell.attributes
  if (type === 'inlineStr') return childElements(cell, 'is').map(richText).join('')
  const value = childElements(cell, 'v').map(textOf).join('')
  if (value === '') return ''
  if (type === 's') return shared[Number(value)] ?? ''
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  if (type !== 'n') return type === 'd' ? value.replace('T', ' ') : value
  const index = Number(style ?? 0)
  if (styles.isDate[index] === true) return dateText(Number(value), styles.uses1904) ?? value
  return numberText(value, styles.isPercent[index] === true)
}

/** Sums are kept with 17 digits: `0.30000000000000004` is shown as `0.3`, as every spreadsheet does. */
function numberText(value: string, isPercent: boolean): string {
  const number = Number(value)
  if (!Number.isFinite(number)) return value
  if (isPercent) return `${Number((number * 100).toPrecision(12))}%`
  return Number.isInteger(number) ? value : String(Number(number.toPrecision(15)))
}

function dateText(serial: number, uses1904: boolean): string | undefined {
  if (!(serial >= 0 && serial < MAX_SERIAL)) return undefined
  const seconds = Math.round((serial % 1) * 86_400)
  const ms = (uses1904 ? EPOCH_1904_MS : EPOCH_1900_MS) + Math.floor(serial) * DAY_MS + seconds * 1000
  const text = new Date(ms).toISOString()
  const [date = '', time = ''] = text.slice(0, 19).split('T')
  if (serial < 1) return time.slice(0, 5)
  return seconds === 0 ? date : `${date} ${time.endsWith(':00') ? time.slice(0, 5) : time}`
}
