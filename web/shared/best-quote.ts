import type { Hit } from './api-types.js'

/** Ends a sentence; what closes a quotation after it belongs to it. */
const SENTENCE = /[^。！？!?\n]*(?:[。！？!?]+[”’」』）)]*|\n|$)/gu
/** A passage as short as this is quoted whole. */
const SHORT_CHARACTERS = 60

/** Of a passage the sentence that holds most of the words looked for: where an editor begins to quote. */
export function bestQuote({ text, start, highlights }: Pick<Hit, 'text' | 'start' | 'highlights'>): string {
  if (text.length <= SHORT_CHARACTERS) return text.trim()
  let best = { text: '', held: -1 }
  for (const { 0: sentence, index } of text.matchAll(SENTENCE)) {
    const [from, to] = [start + index, start + index + sentence.length]
    const held = highlights.reduce(
      (sum, [first, last]) => sum + (first >= from && last <= to ? last - first : 0),
      0,
    )
    if (sentence.trim() !== '' && held > best.held) best = { text: sentence.trim(), held }
  }
  return best.text
}
