import { parseTimestamp } from '../../core/timestamp.js'

const CHINESE_DATE =
  /^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日(?:\s*(\d{1,2})[:：时](\d{2})?(?:[:：分](\d{2}))?)?/u
const LOOSE_DATE =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/iu
const DATE_IN_NAME = /(?<!\d)((?:19|20)\d{2})([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)/
const INTERNET_DATE = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}/

/**
 * Reads the ways in which documents write their date: RFC 3339 and its loose relatives (`2024/5/1 8:30`),
 * `2024年5月1日`, internet dates (`Wed, 01 May 2024 08:00:00 GMT`). A time without a zone counts as UTC.
 * @returns the form that is kept, or undefined when it is none of these or no such day exists
 */
export function readTimestamp(text: string): string | undefined {
  const written = text.trim()
  const exact = parseTimestamp(written)
  if (exact !== undefined) return exact
  const parts = LOOSE_DATE.exec(written) ?? CHINESE_DATE.exec(written)
  if (parts !== null) return fromParts(parts)
  if (!INTERNET_DATE.test(written)) return undefined
  const instant = new Date(written)
  return Number.isNaN(instant.getTime()) ? undefined : parseTimestamp(instant.toISOString())
}

function fromParts([, year = '', month = '', day = '', hour, minute, second, zone]: readonly (
  string | undefined
)[]): string | undefined {
  const two = (part = '0') => part.padStart(2, '0')
  const date = `${year}-${two(month)}-${two(day)}`
  if (hour === undefined) return parseTimestamp(date)
  const offset = (zone ?? 'Z').toUpperCase().replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2')
  return parseTimestamp(`${date}T${two(hour)}:${two(minute)}:${two(second)}${offset}`)
}

/** The date in a file name such as `2024-05-01 通知.txt` or `notice_20240501.md`. */
export function timestampInName(name: string): string | undefined {
  const [, year = '', , month = '', day = ''] = DATE_IN_NAME.exec(name) ?? []
  return year === '' ? undefined : parseTimestamp(`${year}-${month}-${day}`)
}
