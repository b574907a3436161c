import { fold } from '../../core/text/fold.js'
import type { Span } from '../../core/types.js'

/** Words in quotes, as written, with where they stand (quotes included). */
export interface Quoted extends Span {
  readonly text: string
}

const QUOTED =
  /"([^"\n]{2,100})"|“([^“”\n]{2,100})”|「([^「」\n]{2,100})」|『([^『』\n]{2,100})』|＂([^＂\n]{2,100})＂/gu
const TITLE = /《([^《》\n]{1,100})》|〈([^〈〉\n]{1,100})〉/gu

/** Phrases that are asked for as they stand. */
export const quotedPhrases = (text: string) => quoted(text, QUOTED)

/** Titles of works: of a book, or of a document of the archive. */
export const citedTitles = (text: string) => quoted(text, TITLE)

function quoted(text: string, pattern: RegExp): Quoted[] {
  return [...text.matchAll(pattern)].flatMap(match => {
    const inner = match.slice(1).find(Boolean) ?? ''
    if (!/[\p{L}\p{N}]/u.test(inner)) return []
    return [{ text: inner.trim(), start: match.index, end: match.index + match[0].length }]
  })
}

const EDGE_PUNCTUATION = /^[\p{P}\s]+|[\p{P}\s]+$/gu
const SPACE_BY_HAN = /(?<=[\p{Script=Han}\p{P}]) +| +(?=[\p{Script=Han}\p{P}])/gu
const STARTS_WORD = /^[\p{L}\p{N}]/u
const ENDS_WORD = /[\p{L}\p{N}]$/u
const HAN = /\p{Script=Han}/u

/** Folded, with white space as one space between words and none beside Chinese. */
export function comparable(text: string): string {
  return fold(text).text.replace(/\s+/gu, ' ').replace(SPACE_BY_HAN, '')
}

/**
 * Whether a text holds a phrase exactly: the same characters once both are folded, and whole at both ends, so
 * that “TH01” is not found in TH011. @param text made `comparable`; @param phrase as written
 */
export function holdsPhrase(text: string, phrase: string): boolean {
  const wanted = comparable(phrase).replace(EDGE_PUNCTUATION, '')
  if (wanted === '') return false
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const before = text.slice(0, at).at(-1) ?? ''
    const after = text.charAt(at + wanted.length)
    if (!joins(before, wanted.charAt(0)) && !joins(wanted.charAt(wanted.length - 1), after)) return true
  }
  return false
}

/** Two letters or digits beside each other are one word, unless one of them is Chinese. */
function joins(left: string, right: string): boolean {
  return ENDS_WORD.test(left) && STARTS_WORD.test(right) && !HAN.test(left) && !HAN.test(right)
}
