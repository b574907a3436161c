/** A half-open range of UTF-16 code units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A piece of a text and why it is marked: as the quote itself, as another citation's quote, or not. */
export interface Segment {
  readonly text: string
  readonly mark: 'quote' | 'other' | null
}

/**
 * Cuts a text into pieces that join to it again: the quote as exactly one piece, the rest by whether
 * another span covers it. Where a span and the quote overlap, the quote wins.
 */
export function markSegments(text: string, quote: Span | null, others: readonly Span[]): Segment[] {
  const spans = [...(quote === null ? [] : [quote]), ...others]
  const edges = spans.flatMap(({ start, end }) => [start, end]).filter(edge => edge > 0 && edge < text.length)
  const inside = (edge: number): boolean => quote !== null && edge > quote.start && edge < quote.end
  const cuts = [...new Set([0, ...edges.filter(edge => !inside(edge)), text.length])].sort((a, b) => a - b)
  const segments: Segment[] = []
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1]
    if (end === undefined) break
    segments.push({ text: text.slice(start, end), mark: markAt({ start, end }, quote, others) })
  }
  return segments
}

function markAt(piece: Span, quote: Span | null, others: readonly Span[]): Segment['mark'] {
  const covered = (by: Span): boolean => by.start <= piece.start && by.end >= piece.end
  if (quote !== null && covered(quote)) return 'quote'
  return others.some(covered) ? 'other' : null
}

/**
 * Where a quote stands in the text as it is now: at its offsets, or, when the document has changed since,
 * at the only other place that holds the same words. Null when it is nowhere or in several places.
 */
export function locateQuote(text: string, quote: string, span: Span): Span | null {
  if (text.slice(span.start, span.end) === quote) return span
  const first = text.indexOf(quote)
  if (quote === '' || first < 0 || text.includes(quote, first + 1)) return null
  return { start: first, end: first + quote.length }
}
