import type { Layer, Table } from './selector-model.js'

/** What a byte of a table stands for. */
export const valueAt = ({ values, columns, scale }: Table, row: number, column: number) =>
  (values[row * columns + column] ?? 0) * scale

/** The product of a row with a vector. */
export function dot({ values, columns, scale }: Table, row: number, vector: Float32Array): number {
  let sum = 0
  const start = row * columns
  for (let column = 0; column < columns; column++)
    sum += (values[start + column] ?? 0) * (vector[column] ?? 0)
  return sum * scale
}

/** A row as what its bytes stand for. */
export function rowOf({ values, columns, scale }: Table, row: number): Float32Array {
  return new Float32Array(values.subarray(row * columns, (row + 1) * columns)).map(value => value * scale)
}

/** The products of a row with each of some vectors. */
export function products(table: Table, row: number, vectors: readonly Float32Array[]): Float32Array {
  const found = new Float32Array(vectors.length)
  for (let index = 0; index < vectors.length; index++) {
    const vector = vectors[index]
    if (vector !== undefined) found[index] = dot(table, row, vector)
  }
  return found
}

/** ln(1 + e^value), without overflow. */
export const softplus = (value: number) => (value > 20 ? value : Math.log1p(Math.exp(value)))

/** One hidden layer with tanh, one output. */
export function perceptron([hidden, output]: readonly [Layer, Layer], inputs: readonly number[]): number {
  const [weights = []] = output.weights
  return hidden.weights.reduce((sum, row, unit) => {
    const input = row.reduce((total, weight, index) => total + weight * (inputs[index] ?? 0), 0)
    return sum + (weights[unit] ?? 0) * Math.tanh(input + (hidden.bias[unit] ?? 0))
  }, output.bias[0] ?? 0)
}

/** Steps of the curve below. */
const STEPS = 200

/** What a merely similar token is worth, by its cosine; looked up, since it is asked for each pair of tokens. */
export function curveOf(similarity: readonly [Layer, Layer]): (cosine: number) => number {
  const curve = Float32Array.from({ length: STEPS + 1 }, (_value, step) =>
    perceptron(similarity, [(2 * step) / STEPS - 1]),
  )
  return cosine => curve[Math.max(0, Math.min(STEPS, Math.round(((cosine + 1) * STEPS) / 2)))] ?? 0
}

/** Pairs of neighbouring tokens share buckets, as embeddings/training/selector_model.py computes them. */
export const pairBucket = (id: number, next: number, buckets: number) =>
  (id * 7919 + next * 104_729) % buckets
