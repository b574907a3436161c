import type { PreparedDocument, PreparedPassage } from '../archive.js'

/** How far from 1 the squared length of a vector may be: float32 and int8 models are not exact. */
const UNIT_TOLERANCE = 0.02
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * What every later step relies on, checked where documents come in: passages tile the text, no passage begins
 * or ends inside a surrogate pair, vectors fit the index.
 * @throws {TypeError | RangeError} naming the document and what is wrong: the caller has a defect
 */
export function checkDocuments(documents: readonly PreparedDocument[], dimensions: number): void {
  for (const document of documents) {
    checkTiling(document)
    checkTime(document)
    for (const passage of document.passages) checkVector(passage.vector, dimensions)
  }
}

function checkTiling({ id, text, passages }: PreparedDocument): void {
  let position = 0
  for (const passage of passages) {
    if (passage.start !== position || passage.end <= position)
      throw new RangeError(`document ${id}: passages must tile the text, one does not start at ${position}`)
    if (LONE_SURROGATE.test(sliceOf(text, passage)))
      throw new RangeError(`document ${id}: the passage at ${position} cuts a surrogate pair`)
    position = passage.end
  }
  if (position !== text.length)
    throw new RangeError(`document ${id}: passages end at ${position}, the text at ${text.length}`)
}

const sliceOf = (text: string, { start, end }: Pick<PreparedPassage, 'start' | 'end'>) =>
  text.slice(start, end)

function checkTime({ id, publishedAt }: PreparedDocument): void {
  if (publishedAt !== null && Number.isNaN(Date.parse(publishedAt)))
    throw new RangeError(`document ${id}: publishedAt must be an RFC 3339 time, got ${publishedAt}`)
}

/**
 * The vector index aborts the process on a value that is not a number and takes NaN without a word.
 * @throws {TypeError | RangeError}
 */
export function checkVector(vector: Float32Array, dimensions: number): void {
  if (!(vector instanceof Float32Array)) throw new TypeError('vector: must be a Float32Array')
  if (vector.length !== dimensions)
    throw new RangeError(`vector: must have ${dimensions} dimensions, got ${vector.length}`)
  let squared = 0
  for (const value of vector) squared += value * value
  // False for NaN too.
  if (!(Math.abs(squared - 1) <= UNIT_TOLERANCE))
    throw new RangeError(`vector: must have unit length, its square is ${squared}`)
}
