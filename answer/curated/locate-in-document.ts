import type { Span } from '../../core/types.js'
import { createTimeSlice } from '../../core/time-slice.js'
import { indexQuotes, locateQuote } from '../generate/locate-quote.js'

/** Looked through at once; two neighbours share so much that no quote falls between them. */
const WINDOW_CHARACTERS = 20_000
const SHARED_CHARACTERS = 6_000

/**
 * Finds a quote in a text of any length: exactly, else by its letters, window by window.
 * @returns spans of the text, in order; none when it does not stand there
 */
export async function locateInDocument(quote: string, text: string): Promise<Span[]> {
  const plain = quote.trim()
  const exact = /[\p{L}\p{N}]/u.test(plain) ? text.indexOf(plain) : -1
  if (exact >= 0) return [{ start: exact, end: exact + plain.length }]
  const slice = createTimeSlice()
  for (let from = 0; ; from += WINDOW_CHARACTERS - SHARED_CHARACTERS) {
    await slice.giveWay()
    const spans = locateQuote(quote, indexQuotes(text.slice(from, from + WINDOW_CHARACTERS)))
    if (spans.length > 0) return spans.map(({ start, end }) => ({ start: from + start, end: from + end }))
    if (from + WINDOW_CHARACTERS >= text.length) return []
  }
}
