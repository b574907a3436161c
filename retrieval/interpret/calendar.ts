/** A day of the Gregorian calendar, `YYYY-MM-DD`: days compare as text. */
export type Day = string

/** Days from `from`, inclusive, until `until`, exclusive; a missing end is open. */
export interface DayRange {
  readonly from?: Day
  readonly until?: Day
}

export interface ClosedDayRange {
  readonly from: Day
  readonly until: Day
}

export type CalendarUnit = 'day' | 'week' | 'month' | 'year'

/** Months and days beyond their range roll over, as Date's do: month 13 is January of the next year. */
export function dayOf(year: number, month = 1, dayOfMonth = 1): Day {
  return new Date(Date.UTC(year, month - 1, dayOfMonth)).toISOString().slice(0, 10)
}

/** Whether the month has such a day. */
export function isDay(year: number, month: number, dayOfMonth: number): boolean {
  return (
    month >= 1 &&
    month <= 12 &&
    dayOfMonth >= 1 &&
    dayOf(year, month, dayOfMonth).endsWith(String(dayOfMonth).padStart(2, '0'))
  )
}

export const yearOf = (day: Day) => Number(day.slice(0, 4))
export const monthOf = (day: Day) => Number(day.slice(5, 7))
const dayOfMonth = (day: Day) => Number(day.slice(8, 10))

/** A month keeps its last day: a month after 31 January is 28 or 29 February. */
export function add(day: Day, count: number, unit: CalendarUnit): Day {
  const year = yearOf(day)
  const month = monthOf(day)
  if (unit === 'day' || unit === 'week')
    return dayOf(year, month, dayOfMonth(day) + count * (unit === 'week' ? 7 : 1))
  const target = month + count * (unit === 'year' ? 12 : 1)
  const rolled = dayOf(year, target, dayOfMonth(day))
  const last = dayOf(year, target + 1, 0)
  return rolled > last ? last : rolled
}

/** Monday of the day's week (ISO 8601). */
export function weekStart(day: Day): Day {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return add(day, -((weekday + 6) % 7), 'day')
}

export function months(year: number, first: number, count = 1): ClosedDayRange {
  return { from: dayOf(year, first), until: dayOf(year, first + count) }
}

export const wholeYear = (year: number) => months(year, 1, 12)
export const oneDay = (day: Day): ClosedDayRange => ({ from: day, until: add(day, 1, 'day') })
export const oneWeek = (monday: Day): ClosedDayRange => ({ from: monday, until: add(monday, 7, 'day') })

/** First month of each season; winter is that which begins in the year: December to February. */
const SEASON_STARTS = { spring: 3, summer: 6, autumn: 9, winter: 12 } as const

export type SeasonName = keyof typeof SEASON_STARTS

export const season = (year: number, name: SeasonName) => months(year, SEASON_STARTS[name], 3)

/** The calendar day that it is on this machine. */
export function localDay(now: Date): Day {
  return dayOf(now.getFullYear(), now.getMonth() + 1, now.getDate())
}

/**
 * When a day begins, RFC 3339 in UTC: at local midnight, or at midnight UTC where that comes first. A document
 * with a plain date is kept as midnight UTC (core/timestamp.ts), and so falls on its own day in every zone.
 */
export function startOfDay(day: Day): string {
  const local = new Date(yearOf(day), monthOf(day) - 1, dayOfMonth(day)).getTime()
  const universal = Date.parse(`${day}T00:00:00Z`)
  return `${new Date(Math.min(local, universal)).toISOString().slice(0, 19)}Z`
}
