export interface Interval {
  readonly low: number
  readonly high: number
}

const RESAMPLES = 2000
const CONFIDENCE = 0.95

/**
 * The interval of the mean of paired differences at 95 %, by the percentile bootstrap (Efron and Tibshirani 1993).
 * @param seed the same seed gives the same interval
 */
export function bootstrapInterval(differences: readonly number[], seed: number): Interval {
  if (differences.length === 0) throw new RangeError('bootstrapInterval: differences must not be empty')
  const values = Float64Array.from(differences)
  const random = mulberry32(seed)
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0
    for (let drawn = 0; drawn < values.length; drawn++)
      sum += values[Math.floor(random() * values.length)] ?? 0
    return sum / values.length
  }).sort()
  const tail = ((1 - CONFIDENCE) / 2) * RESAMPLES
  return { low: means[Math.floor(tail)] ?? 0, high: means[RESAMPLES - 1 - Math.floor(tail)] ?? 0 }
}

/** A small generator of good enough numbers for resampling (Tommy Ettinger's mulberry32, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
