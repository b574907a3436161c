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
  /** Contexts that were asked for, by place. */
  readonly contexts: Map<number, Context>
}

const WORD =
  /[\p{Script=Han}々〇]+|(?:(?![\p{Script=Han}々〇])[\p{L}\p{N}\p{M}])+(?:['’]\p{Script=Latin}+)*/gu
const HAN = /^[\p{Script=Han}々〇]/u
const CLAUSE_END = /[。；;！!?？\n()"“”—]|,(?!\d{3}(?!\d))|[.:](?=\s|$)/gu
/** English words that say nothing by themselves. */
const EMPTY_WORD =
  /^(?:an?|the|is|are|was|were|be|been|it|its|this|that|these|those|of|to|in|on|at|by|for|from|with|as|and|or|has|have|had|will|would|can|could|may|must|do|does|did|there|which|who)$/
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
    contexts: new Map(),
  }
}

/** The part that holds an offset. */
export function partAt(parts: readonly Span[], offset: number): Span {
  return parts.find(({ end }) => offset < end) ?? parts.at(-1) ?? { start: 0, end: 0 }
}

/** What a place in a text is surrounded by. */
export interface Context {
  /** Weight of each gram and fact of the sentence; heavier in the same clause. */
  readonly weights: ReadonlyMap<string, number>
  /** The letters right before and right after. */
  readonly before: string
  readonly after: string
}

const SAME_CLAUSE = 1
const SAME_SENTENCE = 0.4
/** Letters to either side that are compared one by one, and what each is worth. */
const ADJACENT_LETTERS = 8
const ADJACENT_WEIGHT = 0.5

export function contextOf(reading: Reading, spot: Span): Context {
  const place = spot.start * (reading.text.length + 1) + spot.end
  const context = reading.contexts.get(place) ?? makeContext(reading, spot)
  reading.contexts.set(place, context)
  return context
}

function makeContext(reading: Reading, spot: Span): Context {
  const clause = partAt(reading.clauses, spot.start)
  const sentence = partAt(reading.sentences, spot.start)
  const weights = new Map<string, number>()
  const note = (key: string, { start, end }: Span) => {
    if (start < sentence.start || end > sentence.end || (start < spot.end && end > spot.start)) return
    const isNear = start >= clause.start && end <= clause.end
    weights.set(key, Math.max(weights.get(key) ?? 0, isNear ? SAME_CLAUSE : SAME_SENTENCE))
  }
  for (const gram of reading.grams) note(gram.key, gram)
  for (const fact of reading.facts) note(`${fact.kind}=${fact.value}`, fact)
  const letters = (text: string) => text.replaceAll(/[^\p{L}\p{N}%]/gu, '')
  return {
    weights,
    before: letters(reading.text.slice(Math.max(0, spot.start - 24), spot.start)).slice(-ADJACENT_LETTERS),
    after: letters(reading.text.slice(spot.end, spot.end + 24)).slice(0, ADJACENT_LETTERS),
  }
}

/** How much two contexts have in common; a context has most in common with itself. */
export function likeness(one: Context, other: Context): number {
  let sum = 0
  for (const [key, weight] of one.weights) sum += Math.min(weight, other.weights.get(key) ?? 0)
  let before = 0
  while (before < one.before.length && one.before.at(-1 - before) === other.before.at(-1 - before)) before++
  let after = 0
  while (after < one.after.length && one.after[after] === other.after[after]) after++
  return sum + ADJACENT_WEIGHT * (before + after)
}

function gramsOf(text: string): Gram[] {
  const grams: Gram[] = []
  for (const { 0: run, index } of text.matchAll(WORD)) {
    if (!HAN.test(run)) {
      if (!EMPTY_WORD.test(run)) grams.push({ key: stem(run), start: index, end: index + run.length })
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

/** Whether the letter at an offset of the folded text is a capital in the text as given. */
export function isCapital({ original, folded }: Reading, at: number): boolean {
  return /^\p{Lu}/u.test(original.slice(folded.originalOffset(at), folded.originalOffset(at) + 2))
}
