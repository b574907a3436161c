import { fold } from '../../core/text/fold.js'
import type { Segmenter } from '../../core/text/segmenter.js'
import { isHan, otherTokens, textRuns } from '../../core/text/tokenise.js'
import { factsOf, type Fact } from '../generate/facts.js'
import {
  ASKING_FORMS,
  EMPTY_WORDS,
  HOURS,
  isAskedFor,
  onlyAsks,
  POLITE_END,
  POLITE_START,
} from './asking-forms.js'

/** What two questions are compared by. */
export interface QuestionKey {
  /** Equal for the same question: width, case, script variant, punctuation and politeness put aside. */
  readonly exact: string
  /**
   * Equal for questions that differ only in how they ask: every number, date, name, negation and word of what is
   * asked about is in it, in order. Null when nothing is left that it is about.
   */
  readonly core: string | null
  /** The numbers, dates and codes of it: what is not equal here is never the same. */
  readonly facts: string
}

export function questionKey(question: string, segmenter: Segmenter): QuestionKey {
  const text = withoutPoliteness(fold(question).text)
  const facts = factsOf(text)
  return {
    exact: exactly(text),
    core: coreOf(text, facts, segmenter),
    facts: facts.map(nameOf).sort().join(' '),
  }
}

/** The question alone, when there is one. */
function withoutPoliteness(text: string): string {
  const alone = text.replace(POLITE_START, '').replace(POLITE_END, '')
  return /[\p{L}\p{N}]/u.test(alone) ? alone : text
}

/** Marks that tell one thing from another stay: 1.5, 3:00, -5, C++, C#. */
const LOOSE =
  /(?<!\d)[.,:/-](?!\d)|(?<=\d)[.,:/-](?!\d)|(?<!\d)[.,:/](?=\d)|[\p{P}\p{Cf}](?<![.,:/\-#%&@*])/gu

function exactly(text: string): string {
  return text
    .replaceAll(LOOSE, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '')
    .trim()
}

/** 开不开门: 开门. */
const ASKED_BOTH_WAYS = /(\p{Script=Han})[不没](?=\1)\1/gu

function coreOf(text: string, facts: readonly Fact[], segmenter: Segmenter): string | null {
  const parts: string[] = []
  let at = 0
  for (const fact of facts) {
    if (fact.start < at) continue
    parts.push(...partsOf(text.slice(at, fact.start), segmenter), nameOf(fact))
    at = fact.end
  }
  parts.push(...partsOf(text.slice(at), segmenter))
  const hourly = withHours(parts)
  const isNamed = hourly.some(isAskedForPart)
  const told = hourly.filter(part => !(isNamed && isForm(part) && onlyAsks(part.slice(1))))
  return told.some(part => !isForm(part)) ? leastRotation(told).join(' ') : null
}

const FORM = '?'
const [WHEN, CLOCK] = [`${FORM}when`, `${FORM}clock`]

/** 几点 … 开门: the hour of opening, wherever the two stand. */
function withHours(parts: readonly string[]): readonly string[] {
  const asking = parts.find(part => part === WHEN || part === CLOCK)
  if (asking === undefined) return parts
  for (const { form, plain, byClock } of HOURS) {
    const verb = parts.find(part => plain.has(part) || (asking === CLOCK && byClock.has(part)))
    if (verb === undefined) continue
    return parts.filter(part => part !== verb).map(part => (part === asking ? FORM + form : part))
  }
  return parts
}

const isForm = (part: string) => part.startsWith(FORM)
const isAskedForPart = (part: string) => isForm(part) && isAskedFor(part.slice(1))

function nameOf({ kind, value, unit }: Fact): string {
  if (typeof value === 'string') return `#${kind}:${value}`
  return `#${kind}:${Number((value * (unit?.factor ?? 1)).toPrecision(12))}:${unit?.dimension ?? ''}`
}

interface Word {
  readonly text: string
  readonly isHan: boolean
}

/** The words of a stretch of text, ways of asking as one part each, without those that say nothing. */
function partsOf(text: string, segmenter: Segmenter): string[] {
  const words = wordsOf(text, segmenter)
  const parts: string[] = []
  for (let at = 0; at < words.length;) {
    const { form, length } = formAt(words, at)
    if (form !== undefined) parts.push(FORM + form)
    else if (!isEmpty(words[at]?.text ?? '', text)) parts.push(words[at]?.text ?? '')
    at += length
  }
  return parts
}

/** Where two things are set against each other, `a` may be one of them. */
const isEmpty = (word: string, text: string) =>
  EMPTY_WORDS.has(word) && !(/^[a-z]$/u.test(word) && /\b(?:than|from|versus|vs)\b/u.test(text))

/** Most words of one way of asking. */
const MAX_WORDS = 6

function formAt(words: readonly Word[], at: number): { form: string | undefined; length: number } {
  for (let length = Math.min(MAX_WORDS, words.length - at); length > 0; length--) {
    const group = words.slice(at, at + length)
    const form = ASKING_FORMS.get(joined(group))
    if (form !== undefined) return { form, length }
  }
  return { form: undefined, length: 1 }
}

const joined = (words: readonly Word[]) =>
  words.map(({ text, isHan }, index) => (index > 0 && !isHan ? `_${text}` : text)).join('')

function wordsOf(text: string, segmenter: Segmenter): Word[] {
  const words: Word[] = []
  let end = 0
  for (const { run, offset } of textRuns(text)) {
    words.push(...marksOf(text.slice(end, offset)))
    end = offset + run.length
    if (!isHan(run)) words.push(...latinWords(run))
    else words.push(...hanWords(run, segmenter))
  }
  return [...words, ...marksOf(text.slice(end))]
}

/** Long ways of asking are taken out first: the segmenter would tear them apart. */
function hanWords(run: string, segmenter: Segmenter): Word[] {
  const words: string[] = []
  let at = 0
  for (const { index, 0: expression } of run.matchAll(LONG_FORM)) {
    words.push(...tagged(run.slice(at, index), segmenter), ...(HELD_APART.get(expression) ?? [expression]))
    at = index + expression.length
  }
  return [...words, ...tagged(run.slice(at), segmenter)].map(text => ({ text, isHan: true }))
}

function tagged(run: string, segmenter: Segmenter): string[] {
  return run === '' ? [] : segmenter.tag(run.replaceAll(ASKED_BOTH_WAYS, '$1')).map(({ text }) => text)
}

/** 怎么办借书证 asks how to get one; the segmenter reads 怎么办 as one word. */
const HELD_APART: ReadonlyMap<string, readonly string[]> = new Map([['怎么办', ['怎么', '办']]])
const MIN_LONG = 3
const LONG_FORM = new RegExp(
  [...ASKING_FORMS.keys(), ...HELD_APART.keys()]
    .filter(expression => isHan(expression) && expression.length >= MIN_LONG)
    .sort((one, other) => other.length - one.length)
    .join('|'),
  'gu',
)

/** As written where it is part of a way of asking, else stemmed. */
function latinWords(run: string): Word[] {
  const plain = run.replace(/['’]s$/u, '')
  if (ASKING_WORDS.has(plain) || EMPTY_WORDS.has(plain)) return [{ text: plain, isHan: false }]
  const [whole] = otherTokens(plain)
  return whole === undefined ? [] : [{ text: whole.term, isHan: false }]
}

const ASKING_WORDS: ReadonlySet<string> = new Set(
  [...ASKING_FORMS.keys()].flatMap(expression => expression.split('_')),
)

/** Marks that belong to a name: C++, R&D, 50%. */
const marksOf = (gap: string): Word[] =>
  Array.from(gap.replaceAll(/[^\p{S}#%&@*]/gu, ''), text => ({ text, isHan: false }))

/** One order for all that begin elsewhere: 几点图书馆开门, 图书馆几点开门. */
function leastRotation(parts: readonly string[]): readonly string[] {
  const rotations = parts.map((_, at) => [...parts.slice(at), ...parts.slice(0, at)])
  return rotations.reduce((least, other) => (other.join(' ') < least.join(' ') ? other : least), parts)
}
