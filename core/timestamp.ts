const RFC_3339 =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/

/**
 * Brings an RFC 3339 time, or a plain date (taken as midnight UTC), to the one form that is kept and
 * compared as text: `YYYY-MM-DDTHH:MM:SSZ`, in UTC, whole seconds (fractions are cut off).
 * @returns undefined when it is neither, or names a day or time that does not exist
 */
export function parseTimestamp(text: string): string | undefined {
  const match = RFC_3339.exec(text)
  if (match === null) return undefined
  const [, date = '', time = '00:00:00', zone = 'Z'] = match
  const local = new Date(`${date}T${time}Z`)
  // Date rolls 30 February over to March; only a date that reads back unchanged exists.
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(`${date}T${time}`)) return undefined
  const instant = new Date(`${date}T${time}${zone.toUpperCase()}`)
  const year = instant.getUTCFullYear()
  if (year < 0 || year > 9999) return undefined
  return `${instant.toISOString().slice(0, 19)}Z`
}
