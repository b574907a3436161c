import type { Archive, PreparedDocument } from '../../store/archive.js'
import { prepared, seededRandom, unit } from './prepared-documents.js'

/** Passages of one document in `documentsOf`. */
const PASSAGES = 100
const CLUSTERS = 50

/** Unit vectors around common centres, as texts of common topics have them. The centres are always the same. */
export function clusteredVectors(count: number, dimensions: number, seed: number): Float32Array[] {
  const gaussian = gaussianOf(seededRandom(99))
  const centres = Array.from({ length: CLUSTERS }, () => unit(Array.from({ length: dimensions }, gaussian)))
  const random = seededRandom(seed)
  const noise = gaussianOf(random)
  const spread = 0.8 / Math.sqrt(dimensions)
  return Array.from({ length: count }, () => {
    const centre = centres[Math.floor(random() * CLUSTERS)] ?? unit([1])
    return unit(centre.map(value => value + noise() * spread))
  })
}

function gaussianOf(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Documents of up to 100 passages with these vectors, in order. */
export function documentsOf(vectors: readonly Float32Array[], first = 0): PreparedDocument[] {
  const documents: PreparedDocument[] = []
  for (let start = 0; start < vectors.length; start += PASSAGES) {
    const part = vectors.slice(start, start + PASSAGES)
    const id = `d${first + start}`
    const document = prepared(
      id,
      part.map((_vector, index) => `passage ${first + start + index} `),
      { dimensions: part[0]?.length ?? 0 },
    )
    const passages = document.passages.map((passage, index) => ({
      ...passage,
      vector: part[index] ?? passage.vector,
    }))
    documents.push({ ...document, passages })
  }
  return documents
}

/** Positions of the nearest vectors by inner product, best first. */
export function exactNearest(vectors: readonly Float32Array[], query: Float32Array, limit: number): number[] {
  const scores = vectors.map(vector =>
    vector.reduce((sum, value, index) => sum + value * (query[index] ?? 0), 0),
  )
  return [...scores.keys()].sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0)).slice(0, limit)
}

/** Waits until no index is being built any more. */
export async function untilReady(archive: Archive): Promise<void> {
  while ((await archive.vectorIndexes()).some(({ state }) => state === 'building'))
    await new Promise(setImmediate)
}
