import type { TextItem } from 'pdfjs-dist/types/src/display/api.js'

/** A line of a page, put together from what the page draws. Lengths are in points, from the lower left corner. */
export interface PdfLine {
  readonly text: string
  /** Cells of a row whose parts stand far apart; one for a line of prose. */
  readonly cells: readonly string[]
  readonly left: number
  readonly right: number
  readonly baseline: number
  /** Height of its largest letters. */
  readonly size: number
}

/** Parts of a line further apart than this many letter heights are cells of a table. */
const CELL_GAP = 1.8
/** A gap of this share of a letter's height is a space between words. */
const WORD_GAP = 0.18
/** Baselines this share of a letter's height apart belong to one line: exponents, marks of notes. */
const SAME_LINE = 0.5
/** A line of a column of prose has at least so many characters. */
const COLUMN_CHARACTERS = 8
const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/u

interface Piece {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly baseline: number
  readonly size: number
}

/**
 * Puts the pieces of a page together into lines, in the order in which the page draws them, which is that of
 * reading in all but careless files. Where lines of one column come out of order, they are sorted from the top.
 */
export function linesOf(items: readonly TextItem[]): PdfLine[] {
  const lines: Piece[][] = []
  for (const item of items) {
    const piece = pieceOf(item)
    if (piece === undefined) continue
    const current = lines.at(-1)
    if (current !== undefined && continues(current, piece)) current.push(piece)
    else lines.push([piece])
  }
  const joined = lines.map(joinPieces).filter(({ text }) => text !== '')
  return isOneColumn(joined)
    ? mergeRows(joined.toSorted((one, other) => other.baseline - one.baseline))
    : joined
}

function pieceOf({ str, transform, width, height }: TextItem): Piece | undefined {
  const [a = 0, b = 0, , d = 0, left = 0, baseline = 0] = transform as number[]
  // Text that runs upwards is a stamp or a label of a diagram; its letters would be lines of their own.
  if (str.trim() === '' || (Math.abs(a) < 1e-6 && Math.abs(b) > 1e-6)) return undefined
  const size = height > 0 ? height : Math.max(1, Math.abs(d))
  return { text: str, left, right: left + width, baseline, size }
}

function continues(line: readonly Piece[], piece: Piece): boolean {
  const last = line.at(-1)
  if (last === undefined) return false
  const size = Math.max(last.size, piece.size)
  return Math.abs(last.baseline - piece.baseline) < SAME_LINE * size && piece.left > last.left - size
}

function joinPieces(pieces: readonly Piece[]): PdfLine {
  const cells: string[] = []
  let cell = ''
  let previous: Piece | undefined
  for (const piece of pieces) {
    const size = Math.max(piece.size, previous?.size ?? 0)
    const gap = previous === undefined ? 0 : piece.left - previous.right
    if (previous !== undefined && gap > CELL_GAP * size) {
      cells.push(cell.trim())
      cell = ''
    } else if (gap > WORD_GAP * size && needsSpace(cell, piece.text)) cell += ' '
    cell += piece.text
    previous = piece
  }
  cells.push(cell.trim())
  const filled = cells.filter(Boolean).map(text => text.replace(/\s+/gu, ' '))
  return {
    text: filled.join(' | '),
    cells: filled,
    left: Math.min(...pieces.map(({ left }) => left)),
    right: Math.max(...pieces.map(({ right }) => right)),
    baseline: pieces[0]?.baseline ?? 0,
    size: Math.max(...pieces.map(({ size }) => size)),
  }
}

/** Between two Chinese characters a gap is typesetting, not a space. */
function needsSpace(before: string, after: string): boolean {
  if (before === '' || /\s$/u.test(before) || /^\s/u.test(after)) return false
  return !(WIDE.test(before.slice(-1)) && WIDE.test(after.charAt(0)))
}

/** Whether no column of prose begins beside another; the short lines of a table drawn column by column do not count. */
function isOneColumn(lines: readonly PdfLine[]): boolean {
  return lines.every((line, index) => {
    const next = lines[index + 1]
    if (next === undefined || line.text.length < COLUMN_CHARACTERS) return true
    const isAbove = next.baseline > line.baseline + 0.8 * line.size
    return !(isAbove && next.left >= line.right)
  })
}

/** Cells that were drawn column by column stand on one baseline after sorting. */
function mergeRows(lines: readonly PdfLine[]): PdfLine[] {
  const merged: PdfLine[] = []
  for (const line of lines) {
    const above = merged.at(-1)
    const isSameRow =
      above !== undefined &&
      Math.abs(above.baseline - line.baseline) < SAME_LINE * Math.min(above.size, line.size) &&
      (line.left >= above.right || line.right <= above.left)
    if (!isSameRow) {
      merged.push(line)
      continue
    }
    const [one, other] = line.left >= above.right ? [above, line] : [line, above]
    const cells = [...one.cells, ...other.cells]
    merged[merged.length - 1] = {
      ...one,
      cells,
      text: cells.join(' | '),
      right: other.right,
      size: Math.max(one.size, other.size),
    }
  }
  return merged
}
