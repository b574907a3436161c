import { fold } from '../../core/text/fold.js'
import { splitSentences } from '../../core/text/sentences.js'
import type { Span } from '../../core/types.js'

/** White space, punctuation, marks of formatting: what a model drops, adds or draws otherwise when it copies. */
const LOOSE = /[\s\p{P}\p{Cf}\p{Sk}|~=<>+^]/u
const ELLIPSIS = /(?:…|\.{3}|。{3}|⋯)+/u
/** Letters and digits that a quote needs to be looked for. */
const MIN_LETTERS = 2
/** A piece between dots needs more: short ones stand everywhere. */
const MIN_PIECE_LETTERS = 4

/** A text prepared for looking up quotes. */
export interface QuoteIndex {
  readonly text: string
  /** Letters and digits of the folded text. */
  readonly squashed: string
  /** For each code unit of `squashed` its place in `text`. */
  readonly places: readonly Span[]
}

export function indexQuotes(text: string): QuoteIndex {
  const folded = fold(text)
  const places: Span[] = []
  let squashed = ''
  for (let at = 0; at < folded.text.length; at++) {
    const character = folded.text.charAt(at)
    if (LOOSE.test(character)) continue
    const start = folded.originalOffset(at)
    squashed += character
    places.push({ start, end: Math.max(folded.originalOffset(at + 1), start + 1) })
  }
  return { text, squashed, places }
}

/**
 * Finds where a quote stands: exactly, else letter by letter with width, script, case, punctuation and white
 * space put aside, else the pieces between its dots. What is found are always the source's own characters.
 * @returns spans of the index's text, in order; none when the quote does not stand there
 */
export function locateQuote(quote: string, index: QuoteIndex): Span[] {
  const exact = index.text.indexOf(quote.trim())
  if (exact >= 0 && squash(quote).length >= MIN_LETTERS) {
    return [{ start: exact, end: exact + quote.trim().length }]
  }
  const whole = find(quote, index, { from: 0, minLetters: MIN_LETTERS })
  if (whole !== null) return [whole.span]
  const pieces = quote.split(ELLIPSIS).filter(piece => piece.trim() !== '')
  if (pieces.length < 2) return []
  const spans: Span[] = []
  let from = 0
  for (const piece of pieces) {
    const found = find(piece, index, { from, minLetters: MIN_PIECE_LETTERS })
    if (found === null) return []
    spans.push(found.span)
    from = found.next
  }
  return spans
}

function find(
  quote: string,
  { squashed, places }: QuoteIndex,
  { from, minLetters }: { readonly from: number; readonly minLetters: number },
): { span: Span; next: number } | null {
  const letters = squash(quote)
  if (letters.length < minLetters) return null
  const at = squashed.indexOf(letters, from)
  const first = places[at]
  const last = places[at + letters.length - 1]
  if (at < 0 || first === undefined || last === undefined) return null
  return { span: { start: first.start, end: last.end }, next: at + letters.length }
}

const squash = (text: string) =>
  Array.from(fold(text).text)
    .filter(character => !LOOSE.test(character))
    .join('')

/** The whole sentences that a span touches. */
export function sentencesAround(text: string, { start, end }: Span): Span {
  const touched = splitSentences(text).filter(sentence => sentence.end > start && sentence.start < end)
  return {
    start: Math.min(start, touched[0]?.start ?? start),
    end: Math.max(end, touched.at(-1)?.end ?? end),
  }
}
