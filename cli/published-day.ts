const DAY_MS = 86_400_000

/**
 * The day of an RFC 3339 time as YYYY-MM-DD, where the reader is; empty for null. A plain date is kept as
 * midnight UTC, so exactly that is shown as the day it names.
 */
export function publishedDay(time: string | null): string {
  const milliseconds = time === null ? Number.NaN : Date.parse(time)
  if (Number.isNaN(milliseconds)) return ''
  const zone = milliseconds % DAY_MS === 0 ? { timeZone: 'UTC' } : {}
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', ...zone }).format(milliseconds)
}
