import {
  add,
  dayOf,
  isDay,
  monthOf,
  months,
  oneDay,
  oneWeek,
  season,
  weekStart,
  wholeYear,
  yearOf,
  type CalendarUnit,
  type ClosedDayRange,
  type Day,
  type SeasonName,
} from './calendar.js'
import type { TimeMeaning, TimeRule } from './time-expression.js'

const MONTH_NAMES = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?'
const YEAR = '(?<year>(?:19|20)\\d{2})(?![\\d%.,]*\\d)'
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th)?'
const COUNT_WORDS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ')
const COUNT = `(?<count>\\d{1,3}|${COUNT_WORDS.join('|')}|(?:a )?(?:few|couple of)|several)`
const UNIT = '(?<unit>day|week|month|year)'
/** His last year is no time that a calendar knows. */
const NOT_OWNED = "(?<!\\b(?:his|her|their|its|my|our|your|whose|'s|s') )"
/** The last week of May is not last week. */
const NOT_OF = '(?! of\\b)(?! before\\b)'
/** 近五十年 and its like: longer stretches belong to history, not to a newspaper's archive. */
const MOST_YEARS = 10
const SEVERAL = 5
const LATELY_DAYS = 90

function point(
  range: ClosedDayRange | undefined,
  relative: boolean,
  certain = true,
): TimeMeaning | undefined {
  return range && { range, relative, certain }
}

function recent(today: Day, count: number, unit: CalendarUnit, certain = true): TimeMeaning {
  const range = { from: add(today, -count, unit), until: add(today, 1, 'day') }
  return { range, relative: true, certain, kind: 'recent' }
}

function dated(month: string, day: string | undefined, year: number): ClosedDayRange | undefined {
  const number = MONTH_NAMES.indexOf(month.slice(0, 3)) + 1
  if (day === undefined) return months(year, number)
  return isDay(year, number, Number(day)) ? oneDay(dayOf(year, number, Number(day))) : undefined
}

/** Without a year: the last one that has begun. */
function monthDay(
  month: string,
  day: string | undefined,
  { year, today }: { year: string | undefined; today: Day },
) {
  if (year !== undefined) return point(dated(month, day, Number(year)), false)
  const thisYear = dated(month, day, yearOf(today))
  return point(
    thisYear && thisYear.from > today ? dated(month, day, yearOf(today) - 1) : thisYear,
    false,
    false,
  )
}

function calendarStretch(unit: string, back: number, today: Day): ClosedDayRange {
  const year = yearOf(today)
  if (unit === 'week') return oneWeek(add(weekStart(today), -back, 'week'))
  if (unit === 'weekend') {
    const monday = add(weekStart(today), -back, 'week')
    return { from: add(monday, 5, 'day'), until: add(monday, 7, 'day') }
  }
  if (unit === 'year') return wholeYear(year - back)
  const month = add(`${today.slice(0, 7)}-01`, -back, 'month')
  if (unit === 'month') return months(yearOf(month), monthOf(month))
  const name = unit === 'fall' ? 'autumn' : (unit as SeasonName)
  return season(year - back, name)
}

function numberOf(count: string): number | undefined {
  if (/few|several/.test(count)) return undefined
  if (count.endsWith('couple of')) return 2
  return COUNT_WORDS.includes(count) ? COUNT_WORDS.indexOf(count) + 1 : Number(count)
}

function lastFew(count: string, unit: CalendarUnit, today: Day): TimeMeaning | undefined {
  const number = numberOf(count)
  if (number === 0 || (unit === 'year' && (number ?? 0) > MOST_YEARS)) return undefined
  return recent(today, number ?? SEVERAL, unit, number !== undefined)
}

/** The calendar day, week, month or year that lies so far back. */
function ago(count: string, unit: CalendarUnit, today: Day): TimeMeaning | undefined {
  const number = numberOf(count)
  if (number === undefined || (unit === 'year' && number > MOST_YEARS)) return undefined
  const then = add(today, -number, unit)
  if (unit === 'day') return point(oneDay(then), true)
  const range =
    unit === 'week'
      ? oneWeek(weekStart(then))
      : unit === 'year'
        ? wholeYear(yearOf(then))
        : months(yearOf(then), monthOf(then))
  return point(range, true, false)
}

/** Matched on folded, lower-case text. */
export const ENGLISH_TIMES: readonly TimeRule[] = [
  [
    /(?<![\d.])(?<year>(?:19|20)\d{2})-(?<month>\d{2})-(?<day>\d{2})(?![\d-])/gu,
    ({ year, month, day }) =>
      isDay(Number(year), Number(month), Number(day))
        ? point(oneDay(dayOf(Number(year), Number(month), Number(day))), false)
        : undefined,
  ],
  [
    new RegExp(`\\b${DAY} (?:of )?${MONTH}(?:,? ${YEAR})?`, 'gu'),
    ({ month = '', day, year }, today) => monthDay(month, day, { year, today }),
  ],
  [
    new RegExp(`\\b${MONTH}(?: ${DAY}(?!\\d))?(?:,? ${YEAR})?`, 'gu'),
    ({ month = '', day, year }, today) => monthDay(month, day, { year, today }),
  ],
  [
    new RegExp(`\\b(?<season>spring|summer|autumn|fall|winter)(?: of)? ${YEAR}`, 'gu'),
    ({ season: name = '', year }) =>
      point(season(Number(year), name === 'fall' ? 'autumn' : (name as SeasonName)), false),
  ],
  [
    new RegExp(`(?<![\\d.,-])\\b${YEAR}\\b(?!年|[-'’][a-z])`, 'gu'),
    ({ year }) => point(wholeYear(Number(year)), false),
  ],
  [
    new RegExp(
      `(?<!the )${NOT_OWNED}\\b(?<which>last|this) (?<unit>week|weekend|month|year|spring|summer|autumn|fall|winter)\\b${NOT_OF}`,
      'gu',
    ),
    ({ which, unit = '' }, today) => {
      const range = calendarStretch(unit, which === 'last' ? 1 : 0, today)
      return range.from > today ? undefined : point(range, true)
    },
  ],
  [
    /\b(?:the )?(?<before>day before )?(?<day>yesterday|today)\b/gu,
    ({ before, day }, today) =>
      point(
        oneDay(add(today, -((day === 'yesterday' ? 1 : 0) + (before === undefined ? 0 : 1)), 'day')),
        true,
      ),
  ],
  [
    new RegExp(`${NOT_OWNED}\\b(?:the )?(?:last|past|previous) ${COUNT} ${UNIT}s?\\b${NOT_OF}`, 'gu'),
    ({ count = '', unit = '' }, today) => lastFew(count, unit as CalendarUnit, today),
  ],
  [
    new RegExp(`\\b(?:in|over|during|within|from) the (?:last|past) ${UNIT}\\b${NOT_OF}`, 'gu'),
    ({ unit = '' }, today) => recent(today, 1, unit as CalendarUnit),
  ],
  [
    new RegExp(`\\b${COUNT} ${UNIT}s? ago\\b`, 'gu'),
    ({ count = '', unit = '' }, today) => ago(count, unit as CalendarUnit, today),
  ],
  [/\b(?:recently|lately)\b/gu, (_, today) => recent(today, LATELY_DAYS, 'day', false)],
]
