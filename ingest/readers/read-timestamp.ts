import { parseTimestamp } from '../../core/timestamp.js'

const CHINESE_DATE =
  /^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日(?:\s*(\d{1,2})[:：时](\d{2})?(?:[:：分](\d{2}))?)?/u
const LOOSE_DATE =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/iu
const DATE_IN_NAME = /(?<!\d)((?:19|20)\d{2})([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)/
/** `二〇二四年五月七日`, as official documents are signed. */
const WRITTEN_DATE =
  /^([〇○零ＯOo一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日/u
const DIGITS = '〇一二三四五六七八九'
/** What stands before a date that a text shows as its own. */
const LABEL =
  /^(?:(?:发布|发表|发文|刊发|成文|印发|更新)?(?:日期|时间)|date|published(?: on| at)?|posted(?: on)?)\s*[:：]\s*/iu
/** Dates stand at the head of an article or below its end. */
const LINES_LOOKED_AT = 12
const LONGEST_DATE_LINE = 60
const INTERNET_DATE = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}/

/**
 * Reads the ways in which documents write their date: RFC 3339 and its loose relatives (`2024/5/1 8:30`),
 * `2024年5月1日`, `二〇二四年五月一日`, internet dates (`Wed, 01 May 2024 08:00:00 GMT`). A time without a zone counts as UTC.
 * @returns the form that is kept, or undefined when it is none of these or no such day exists
 */
export function readTimestamp(text: string): string | undefined {
  const written = text.trim()
  const exact = parseTimestamp(written)
  if (exact !== undefined) return exact
  const parts = LOOSE_DATE.exec(written) ?? CHINESE_DATE.exec(written) ?? inDigits(written)
  if (parts !== null) return fromParts(parts)
  if (!INTERNET_DATE.test(written)) return undefined
  const instant = new Date(written)
  return Number.isNaN(instant.getTime()) ? undefined : parseTimestamp(instant.toISOString())
}

function inDigits(written: string): readonly string[] | null {
  const match = WRITTEN_DATE.exec(written)
  if (match === null) return null
  const [whole, year = '', month = '', day = ''] = match
  const digits = Array.from(year, digit => Math.max(0, DIGITS.indexOf(digit)))
  return [whole, digits.join(''), String(smallNumber(month)), String(smallNumber(day))]
}

/** 一 to 三十一 */
function smallNumber(written: string): number {
  const [tens, ones] = written.split('十')
  if (ones === undefined) return DIGITS.indexOf(written)
  return 10 * (tens === '' ? 1 : DIGITS.indexOf(tens ?? '')) + (ones === '' ? 0 : DIGITS.indexOf(ones))
}

/**
 * The date that a text shows as its own: alone on one of its first or last lines, or there after a label
 * (`发布时间：2024年5月7日`). Of several the first. Dates within sentences are what the text speaks of.
 */
export function timestampInText(text: string): string | undefined {
  const head = text.slice(0, LINES_LOOKED_AT * 200).split('\n', LINES_LOOKED_AT)
  const tail = text
    .slice(-LINES_LOOKED_AT * 100)
    .split('\n')
    .slice(-LINES_LOOKED_AT)
  for (const line of [...head, ...tail]) {
    const written = line.trim().replace(/^[（(]|[）)]$/gu, '')
    if (written.length > LONGEST_DATE_LINE) continue
    const bare = written.replace(LABEL, '')
    const time = readTimestamp(bare === written ? dateAlone(bare) : dateInFront(bare))
    if (time !== undefined) return time
  }
  return undefined
}

/** The line, if nothing but a weekday follows the date; else nothing. */
function dateAlone(line: string): string {
  const written = line.replace(/\s*[（(]?(?:星期|周)[一二三四五六日天][）)]?$/u, '')
  const chinese = CHINESE_DATE.exec(written) ?? WRITTEN_DATE.exec(written)
  return chinese === null || chinese[0].length === written.length ? written : ''
}

/** After a label the date counts, whatever else the line says: `发布时间：2024-05-07 10:30 来源：…`. */
function dateInFront(line: string): string {
  const [, numbers] =
    /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T\s]+\d{1,2}:\d{2}(?::\d{2})?)?)(?:\s|$)/u.exec(line) ?? []
  return numbers ?? line
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
