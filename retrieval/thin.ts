import { fold } from '../core/text/fold.js'
import { documentKey, type FusedPassage } from './fuse.js'

/** Best passages that are compared with one another: what a page of results shows, and some in reserve. */
const COMPARED = 30
/** Letters and digits in a row that count as one piece of wording. */
const SHINGLE_LENGTH = 6
/** A passage of which so much stands in another document says nothing new. */
const REPEATED_SHARE = 0.8
/** Shorter ones are repeated only when they are the same. */
const SHORTEST_COMPARED = 30
/** Results that say something new before one that does not. */
const NEW_BEFORE_REPEATED = 4

interface Wording {
  readonly text: string
  readonly shingles: ReadonlySet<number>
  readonly numbers: ReadonlySet<string>
}

/**
 * Spaces out what repeats a better passage of another document: the same text under two ids, reprints, whatever
 * their passages' borders. At most one result in five repeats another; nothing is hidden. A text with a number of
 * its own is no repetition: this week's notice differs from last week's in little else.
 */
export function thin(found: readonly FusedPassage[]): FusedPassage[] {
  const repeated = repeatedAmong(found.slice(0, COMPARED))
  if (repeated.size === 0) return [...found]
  const thinned: FusedPassage[] = []
  const waiting: FusedPassage[] = []
  let news = 0
  let least = 1
  const show = (item: FusedPassage) => {
    least = Math.min(least, item.score)
    thinned.push({ ...item, score: least })
  }
  for (const item of found) {
    if (repeated.has(item.passage.id)) {
      waiting.push(item)
      continue
    }
    show(item)
    news++
    const next = news % NEW_BEFORE_REPEATED === 0 ? waiting.shift() : undefined
    if (next !== undefined) show(next)
  }
  for (const item of waiting) show(item)
  return thinned
}

/** Ids of the passages that repeat one before them. */
function repeatedAmong(found: readonly FusedPassage[]): Set<number> {
  const shown = new Map<string, Wording[]>()
  const repeated = new Set<number>()
  for (const { passage } of found) {
    const wording = wordingOf(passage.text)
    const key = documentKey(passage)
    const others = [...shown].filter(([other]) => other !== key)
    if (others.some(([, wordings]) => isRepeated(wording, wordings))) repeated.add(passage.id)
    else shown.set(key, [...(shown.get(key) ?? []), wording])
  }
  return repeated
}

function isRepeated({ text, shingles, numbers }: Wording, others: readonly Wording[]): boolean {
  if (others.some(other => other.text === text)) return true
  if (text.length < SHORTEST_COMPARED) return false
  if ([...numbers].some(number => !others.some(other => other.numbers.has(number)))) return false
  const mostNew = shingles.size * (1 - REPEATED_SHARE)
  let fresh = 0
  for (const shingle of shingles) {
    if (!others.some(other => other.shingles.has(shingle)) && ++fresh > mostNew) return false
  }
  return true
}

function wordingOf(original: string): Wording {
  const folded = fold(original).text
  const text = folded.replace(/[^\p{L}\p{N}]+/gu, '')
  const shingles = new Set<number>()
  for (let at = 0; at + SHINGLE_LENGTH <= text.length; at++) {
    let hash = 0
    for (let unit = at; unit < at + SHINGLE_LENGTH; unit++)
      hash = (Math.imul(hash, 31) + text.charCodeAt(unit)) | 0
    shingles.add(hash)
  }
  const numbers = new Set(folded.match(/\p{N}+(?:[.,:]\p{N}+)*/gu))
  return { text, shingles, numbers }
}
