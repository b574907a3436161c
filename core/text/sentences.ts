import type { Span } from '../types.js'

const CLOSER = /[”’"'»」』）)】〕》〉\]。！？!?…]/u
const ABBREVIATION =
  /(?:^|[\s(“"])(?:\p{L}|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|No|vs|etc|e\.g|i\.e|Inc|Ltd|Co|approx|Fig|Vol|U\.S|U\.K|a\.m|p\.m)\.$/u

/** The number of an item, alone (1) or with what the item is about (三、图书馆): it belongs to what follows. */
const ITEM_LABEL =
  /^\s*(?:\p{N}{1,3}|[（(]?(?:\p{N}{1,3}|[一二三四五六七八九十]{1,3})[)）、.．]\s*[^\s，,、：:。.]{1,8})$/u
const MAX_LABEL_LENGTH = 20

/**
 * The sentences of a text, in order: trimmed of white space, none empty. A sentence ends after 。！？；… or a
 * line end, or after . ! ? ; before white space, unless the point closes an abbreviation or a number, or the label of
 * an item whose text follows in the line; closing quotes and brackets stay with it. Linear time.
 */
export function splitSentences(text: string): Span[] {
  const sentences: Span[] = []
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const end = sentenceEnd(text, at, start)
    if (end === 0) continue
    pushTrimmed(text, { start, end }, sentences)
    start = end
    at = end - 1
  }
  pushTrimmed(text, { start, end: text.length }, sentences)
  return sentences
}

/** Where the sentence ends when the character at `at` closes it, else 0. */
function sentenceEnd(text: string, at: number, start: number): number {
  const character = text.charAt(at)
  if (character === '\n') return at + 1
  if (character === '。' && labelsItem(text, start, at)) return 0
  if ('。！？；!?…'.includes(character)) return afterClosers(text, at + 1)
  if (character === ';') return /\s/u.test(text.charAt(at + 1)) ? at + 1 : 0
  if (character !== '.') return 0
  const end = afterClosers(text, at + 1)
  if (end < text.length && !/\s/u.test(text.charAt(end))) return 0
  if (labelsItem(text, start, at)) return 0
  return ABBREVIATION.test(text.slice(Math.max(start, at - 10), at + 1)) ? 0 : end
}

/** @param at where the point is that would end it */
function labelsItem(text: string, start: number, at: number): boolean {
  if (at - start > MAX_LABEL_LENGTH || !ITEM_LABEL.test(text.slice(start, at))) return false
  const next = text.charAt(at + 1)
  return next !== '' && next !== '\n'
}

function afterClosers(text: string, at: number): number {
  let end = at
  while (end < text.length && CLOSER.test(text.charAt(end))) end++
  return end
}

function pushTrimmed(text: string, span: Span, sentences: Span[]): void {
  let { start, end } = span
  while (start < end && /\s/u.test(text.charAt(start))) start++
  while (end > start && /\s/u.test(text.charAt(end - 1))) end--
  if (end > start) sentences.push({ start, end })
}
