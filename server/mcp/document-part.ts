import type { Wire } from '../shapes/response-schemas.js'
import type { DocumentPart } from './tool-shapes.js'

const LOW_SURROGATE = /^[\udc00-\udfff]/

/** A part of a document that begins and ends between characters, however the offsets were chosen. */
export function documentPartOf(
  { text, ...document }: Wire<'Document'>,
  from: number,
  maxCharacters: number,
): DocumentPart {
  const start = between(text, Math.min(from, text.length))
  // At least one whole character, else a reader that asks for one code unit would never get on.
  const end = Math.max(
    between(text, Math.min(start + maxCharacters, text.length)),
    Math.min(start + 2, text.length),
  )
  return {
    ...document,
    text: text.slice(start, end),
    start,
    end,
    total_characters: text.length,
    next_start: end < text.length ? end : null,
  }
}

/** The offset itself, or the one before when it lies within a surrogate pair. */
const between = (text: string, offset: number) =>
  LOW_SURROGATE.test(text.slice(offset, offset + 1)) ? offset - 1 : offset
