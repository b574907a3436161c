import { z } from 'zod'

/** How the vectors of a text's tokens become one: that of the first token, or the mean of all. */
export const poolingSchema = z.enum(['cls', 'mean'])
export type Pooling = z.infer<typeof poolingSchema>

/** The model's output for one group: for each text, `columns` tokens of `dimensions` numbers, row by row. */
export interface TokenVectors {
  readonly data: Float32Array
  readonly columns: number
  readonly dimensions: number
}

/**
 * Pools one text's token vectors and brings the result to unit length.
 * @param row which text of the group
 * @param length its tokens, without padding; at least 1
 * @returns a new vector, or `null` when it has no direction (all zero, or not finite)
 */
export function poolRow(
  output: TokenVectors,
  row: number,
  length: number,
  pooling: Pooling,
): Float32Array | null {
  const { data, columns, dimensions } = output
  const vector = new Float32Array(dimensions)
  const tokens = pooling === 'cls' ? 1 : length
  for (let token = 0; token < tokens; token++) {
    const start = (row * columns + token) * dimensions
    for (let axis = 0; axis < dimensions; axis++) {
      vector[axis] = (vector[axis] ?? 0) + (data[start + axis] ?? Number.NaN)
    }
  }
  // The mean's divisor cancels out here.
  const length2 = vector.reduce((sum, value) => sum + value * value, 0)
  if (!(length2 > 0) || !Number.isFinite(length2)) return null
  const scale = 1 / Math.sqrt(length2)
  return vector.map(value => value * scale)
}
