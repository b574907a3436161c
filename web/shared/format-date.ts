/**
 * The day of an RFC 3339 time in the reader's language; empty for null or what is no time. A plain date is
 * kept as midnight UTC, so exactly that is shown as the day it names, wherever the reader is.
 */
export function formatDate(time: string | null, language: string): string {
  const milliseconds = time === null ? Number.NaN : Date.parse(time)
  if (Number.isNaN(milliseconds)) return ''
  const isPlainDate = milliseconds % 86_400_000 === 0
  const zone = isPlainDate ? { timeZone: 'UTC' } : {}
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', ...zone }).format(milliseconds)
}
