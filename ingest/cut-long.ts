import type { Span } from '../core/types.js'
import { characterSize, shareOf, type SplitOptions } from './split-options.js'

/** A part of a sentence with its size. */
export interface Piece extends Span {
  readonly size: number
}

const ZERO_WIDTH_JOINER = 0x200d
const EXTENDS_CHARACTER = /^[\p{M}\p{Emoji_Modifier}]/u
/** No writing puts more marks on a base; a longer sequence is an attack and may be cut. */
const MAX_SEQUENCE_LENGTH = 64

/** Whether a passage may end at `at`: not inside a surrogate pair, a CRLF or a base with its marks. */
export function isCharacterBoundary(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  if (before === 0x0d && after === 0x0a) return false
  if (before === ZERO_WIDTH_JOINER || after === ZERO_WIDTH_JOINER) return false
  if (after < 0x300) return true
  return !insidePair(text, at) && !EXTENDS_CHARACTER.test(text.slice(at, at + 2))
}

/** The last boundary at or before `at`, searched a short way; at worst a place between two code points. */
export function boundaryAtOrBefore(text: string, at: number): number {
  const floor = Math.max(0, at - MAX_SEQUENCE_LENGTH)
  for (let boundary = at; boundary > floor; boundary--) {
    if (isCharacterBoundary(text, boundary)) return boundary
  }
  return insidePair(text, at) ? at - 1 : at
}

function insidePair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff
}

const CLAUSE_MARK = new Set('，、：,:—）)」』”'.split('').map(mark => mark.charCodeAt(0)))
const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x09 || code === 0x3000

/**
 * Cuts a sentence that is longer than a passage into nearly equal pieces: after a clause where one ends in the
 * second half of the piece, else after a space, else between two characters. The pieces tile the sentence.
 */
export function cutLong(text: string, sentence: Piece, options: SplitOptions): Piece[] {
  const goal = shareOf(sentence.size, options)
  const pieces: Piece[] = []
  let start = sentence.start
  while (start < sentence.end) {
    const piece = nextPiece(text, { start, end: sentence.end }, goal, options)
    pieces.push(piece)
    start = piece.end
  }
  return pieces
}

/** Looks once through at most `goal` of the text, so that the whole cut is linear. */
function nextPiece(text: string, rest: Span, goal: number, options: SplitOptions): Piece {
  let clause: Piece | undefined
  let space: Piece | undefined
  let size = 0
  let at = rest.start
  while (at < rest.end && size < goal) {
    const code = text.charCodeAt(at++)
    size += characterSize(code, options)
    if (size * 2 < goal || !isCharacterBoundary(text, at)) continue
    if (CLAUSE_MARK.has(code)) clause = { start: rest.start, end: at, size }
    else if (isSpace(code)) space = { start: rest.start, end: at, size }
  }
  const whole = { start: rest.start, end: at, size }
  if (at === rest.end) return whole
  const natural = clause ?? space
  if (natural !== undefined) return natural
  const end = boundaryAtOrBefore(text, at)
  return end > rest.start ? { ...whole, end } : whole
}
