import type { PreparedDocument, PreparedPassage } from '../../archive.js'

/** How far from 1 the squared length of a vector may be: float32 and int8 models are not exact. */
const UNIT_TOLERANCE = 0.02

/**
 * What every later step relies on, checked where documents come in: passages tile the text, no passage begins
 * or ends inside a surrogate pair, texts are well-formed and hold no NUL, vectors fit the index.
 * @throws {TypeError | RangeError} naming the document and what is wrong: the caller has a defect
 */
export function checkDocument(document: PreparedDocument): void {
  const { id, title, text, url, author, language, tags, publishedAt, passages } = document
  for (const value of [id, title, text, url, author, language, ...tags])
    if (value !== null && (!value.isWellFormed() || value.includes('\0')))
      throw new RangeError(
        `document ${JSON.stringify(id)}: every text must be well-formed Unicode without NUL`,
      )
  if (publishedAt !== null && Number.isNaN(Date.parse(publishedAt)))
    throw new RangeError(`document ${id}: publishedAt must be an RFC 3339 time, got ${publishedAt}`)
  const end = passages.at(-1)?.end ?? 0
  if (end !== text.length)
    throw new RangeError(`document ${id}: passages end at ${end}, the text at ${text.length}`)
}

/**
 * @param expected where the passage before ends, and what its vector must have
 * @throws {TypeError | RangeError}
 */
export function checkPassage(
  id: string,
  text: string,
  passage: PreparedPassage,
  expected: { readonly reached: number; readonly dimensions: number },
): void {
  if (passage.start !== expected.reached || passage.end <= passage.start)
    throw new RangeError(
      `document ${id}: passages must tile the text, one does not start at ${expected.reached}`,
    )
  if (!text.slice(passage.start, passage.end).isWellFormed())
    throw new RangeError(`document ${id}: the passage at ${passage.start} cuts a surrogate pair`)
  checkVector(passage.vector, expected.dimensions)
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
