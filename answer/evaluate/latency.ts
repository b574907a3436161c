/** Milliseconds, by nearest rank. */
export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** @returns null without times */
export function latencyOf(timesMs: readonly number[]): Latency | null {
  if (timesMs.length === 0) return null
  const sorted = [...timesMs].sort((one, other) => one - other)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
