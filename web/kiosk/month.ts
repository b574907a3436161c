import type { PublishedRange } from '../shared/page-api.js'

/** A calendar month; `month` 1 to 12. */
export interface Month {
  readonly year: number
  readonly month: number
}

export function monthOf(date: Date): Month {
  return { year: date.getFullYear(), month: date.getMonth() + 1 }
}

export function shiftMonth({ year, month }: Month, months: number): Month {
  const count = year * 12 + (month - 1) + months
  return { year: Math.floor(count / 12), month: (count % 12) + 1 }
}

/** Plain dates are kept as midnight UTC, so the bounds are UTC as well. */
export function rangeOfMonth(month: Month): PublishedRange {
  return { after: firstDay(month), before: firstDay(shiftMonth(month, 1)) }
}

/** The day it is here, from its first moment on. */
export function rangeOfToday(now: Date): PublishedRange {
  const { year, month } = monthOf(now)
  return { after: `${year}-${twoDigits(month)}-${twoDigits(now.getDate())}` }
}

export function formatMonth({ year, month }: Month, language: string): string {
  const format = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' })
  return format.format(Date.UTC(year, month - 1, 1))
}

function firstDay({ year, month }: Month): string {
  return `${year}-${twoDigits(month)}-01`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
