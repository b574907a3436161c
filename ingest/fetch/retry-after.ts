/** No wish to be left alone is taken for longer: a date far off is a mistake. */
const MAX_MS = 24 * 3_600_000

/** Reads a `Retry-After` header, seconds or a date. @returns milliseconds from now; undefined when there is none */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? ''
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isFinite(ms) ? Math.min(MAX_MS, Math.max(0, ms)) : undefined
}
