import { stemmer } from 'stemmer'
import { fold, type FoldedText } from '../../core/text/fold.js'
import type { Span } from '../../core/types.js'
import { factsOf, type Fact } from './facts.js'

/** A pair of Han characters or a stemmed word, where it stands in the folded text. */
export interface Gram extends Span {
  readonly key: string
}

/** A text as the support check sees it. All offsets are of the folded text. */
export interface Reading {
  readonly original: string
  readonly folded: FoldedText
  readonly text: string
  readonly facts: readonly Fact[]
  readonly grams: readonly Gram[]
  /** The keys of `grams`. */
  readonly vocabulary: ReadonlySet<string>
  /** Parts between commas, and between full stops, in order; they tile the text. */
  readonly clauses: readonly Span[]
  readonly sentences: readonly Span[]
}

const WORD = /[\p{Script=Han}々〇]+|[\p{L}\p{N}\p{M}]+(?:['’][\p{L}]+)*/gu
const HAN = /^[\p{Script=Han}々〇]/u
const CLAUSE_END = /[。；;！!?？\n()"“”—]|,(?!\d{3}(?!\d))|[.:](?=\s|$)/gu
const SENTENCE_END = /[。;!?\n]|\.(?=\s|$)/gu

export function read(original: string): Reading {
  const folded = fold(original)
  const { text } = folded
  const grams = gramsOf(text)
  return {
    original,
    folded,
    text,
    facts: factsOf(text),
    grams,
    vocabulary: new Set(grams.map(({ key }) => key)),
    clauses: partsOf(text, CLAUSE_END),
    sentences: partsOf(text, SENTENCE_END),
  }
}

/** The part that holds an offset. */
export function partAt(parts: readonly Span[], offset: number): Span {
  return parts.find(({ end }) => offset < end) ?? parts.at(-1) ?? { start: 0, end: 0 }
}

/** What a place in a text is surrounded by: weight of each gram and fact, the nearer the heavier. */
export type Context = ReadonlyMap<string, number>

const SAME_CLAUSE = 1
const SAME_SENTENCE = 0.4
const ADJACENT = 0.5
const ADJACENT_REACH = 6

export function contextOf(reading: Reading, spot: Span): Context {
  const clause = partAt(reading.clauses, spot.start)
  const sentence = partAt(reading.sentences, spot.start)
  const context = new Map<string, number>()
  const note = (key: string, { start, end }: Span) => {
    if (start < sentence.start || end > sentence.end || (start < spot.end && end > spot.start)) return
    const near = start >= clause.start && end <= clause.end
    const gap = start >= spot.end ? start - spot.end : spot.start - end
    const weight = (near ? SAME_CLAUSE : SAME_SENTENCE) + (gap <= ADJACENT_REACH ? ADJACENT : 0)
    context.set(key, Math.max(context.get(key) ?? 0, weight))
  }
  for (const gram of reading.grams) note(gram.key, gram)
  for (const fact of reading.facts) note(`${fact.kind}=${fact.value}`, fact)
  return context
}

/** How much two contexts have in common. */
export function likeness(one: Context, other: Context): number {
  let sum = 0
  for (const [key, weight] of one) sum += weight * (other.get(key) ?? 0)
  return sum
}

function gramsOf(text: string): Gram[] {
  const grams: Gram[] = []
  for (const { 0: run, index } of text.matchAll(WORD)) {
    if (!HAN.test(run)) {
      grams.push({ key: stem(run), start: index, end: index + run.length })
      continue
    }
    const characters = Array.from(run)
    let start = index
    for (const [position, character] of characters.entries()) {
      const next = characters[position + 1]
      if (next !== undefined)
        grams.push({ key: character + next, start, end: start + character.length + next.length })
      else if (position === 0) grams.push({ key: character, start, end: start + character.length })
      start += character.length
    }
  }
  return grams
}

export function stem(word: string): string {
  const plain = word.replace(/['’]s$/u, '')
  return /^[a-z]{3,}$/.test(plain) ? stemmer(plain) : plain
}

function partsOf(text: string, ending: RegExp): Span[] {
  const parts: Span[] = []
  let start = 0
  for (const match of text.matchAll(ending)) {
    const end = match.index + match[0].length
    parts.push({ start, end })
    start = end
  }
  if (start < text.length || parts.length === 0) parts.push({ start, end: text.length })
  return parts
}
