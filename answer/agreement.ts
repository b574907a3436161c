import type { Segmenter } from '../core/text/segmenter.js'
import type { Passage } from '../core/types.js'
import { alike, sameFact, type Fact, type FactKind } from './generate/facts.js'
import { polarityConflict } from './generate/polarity.js'
import { oppositeWord } from './generate/poles.js'
import { contextOf, likeness, read, type Reading } from './generate/reading.js'
import { sharedWith, testSupport } from './generate/support.js'
import type { AnswerType } from './question.js'
import type { QuestionProfile } from './read-sentences.js'

/** What a document says, in its own words. */
export interface Saying {
  readonly passage: Passage
  readonly text: string
}

/** Compares what documents say about one question. */
export interface Agreement {
  /** How well `other` bears out what `one` says, 0..1; 0 when it does not. */
  support(one: Saying, other: Saying): number
  /** Whether the two answer the question differently, so that both cannot hold at one time. */
  contradicts(one: Saying, other: Saying): boolean
}

/** Share of the words of one that the other must have before a difference between them is a contradiction. */
const SAME_MATTER = 0.5
/** Likeness of the surroundings from which two numbers are taken to count the same thing. */
const SAME_ROLE = 1.5

/**
 * The rules that check a language model's statements (generate/support.ts), put to use on quotes: a quote that
 * bears out another one is a second source of it; one that would, but for the number, date, name or "not" that
 * was asked for, contradicts it.
 */
export function createAgreement(question: QuestionProfile, segmenter: Segmenter): Agreement {
  const asked = read(question.text)
  const test = (one: Saying, other: Saying) => {
    const { publishedAt, title } = other.passage
    const years = publishedAt === null ? [] : [Number(publishedAt.slice(0, 4))]
    const evidence = { sentences: other.text, titles: title, years, question: question.text }
    return testSupport(one.text, evidence, segmenter)
  }
  return {
    support(one, other) {
      const shared = sharedWith(one.text, other.text)
      return shared >= SAME_MATTER && test(one, other).supported ? shared : 0
    },
    contradicts(one, other) {
      const shared = Math.max(sharedWith(one.text, other.text), sharedWith(other.text, one.text))
      if (shared < SAME_MATTER) return false
      if (!speakOfTheSame(asked, one, other)) return false
      const [first, second] = [read(one.text), read(other.text)]
      const { type } = question.expected
      if (differInFact(factsFor(first, { type, asked }), factsFor(second, { type, asked }))) return true
      if (type === 'person' || type === 'place') return isName(test(one, other)) && isName(test(other, one))
      return type === 'polar' && differInPolarity(first, second)
    },
  }
}

const isName = ({ failure }: { readonly failure: string | null }) => failure === 'name'

/**
 * A number or date of the question (2024 年的预算) must hold for both, or for neither; a title or the year of
 * publication may say so too.
 */
function speakOfTheSame(asked: Reading, one: Saying, other: Saying): boolean {
  const states = ({ text, passage: { title, publishedAt } }: Saying, fact: Fact) =>
    (fact.kind === 'year' && publishedAt?.startsWith(String(fact.value)) === true) ||
    read(`${title}\n${text}`).facts.some(stated => sameFact(fact, stated))
  return asked.facts.every(fact => states(one, fact) === states(other, fact))
}

const TIMES: readonly FactKind[] = ['year', 'month', 'date', 'day', 'weekday', 'clock']
const AMOUNTS: readonly FactKind[] = ['number', 'percent', 'points', 'ordinal', 'code']
/** The kinds of fact that answer a question; of names and polarity other rules know. */
const ANSWERING: Readonly<Record<AnswerType, readonly FactKind[]>> = {
  time: [...TIMES, 'number'],
  quantity: AMOUNTS,
  polar: [...TIMES, ...AMOUNTS],
  open: [...TIMES, ...AMOUNTS],
  person: [],
  place: [],
  reason: [],
  manner: [],
}

interface StatedFacts {
  readonly reading: Reading
  readonly facts: readonly Fact[]
}

/** What a text states of the kind asked for, besides what the question itself states. */
function factsFor(reading: Reading, { type, asked }: { type: AnswerType; asked: Reading }): StatedFacts {
  const facts = reading.facts.filter(
    fact => ANSWERING[type].includes(fact.kind) && !asked.facts.some(other => sameFact(fact, other)),
  )
  return { reading, facts }
}

/** Two facts in the same role, of which neither text states the other's. */
function differInFact(one: StatedFacts, other: StatedFacts): boolean {
  const own = one.facts.filter(fact => !other.facts.some(stated => sameFact(fact, stated)))
  const foreign = other.facts.filter(fact => !one.facts.some(stated => sameFact(fact, stated)))
  return own.some(fact =>
    foreign.some(
      stated =>
        alike(fact, stated) &&
        (fact.unit === null) === (stated.unit === null) &&
        likeness(contextOf(one.reading, fact), contextOf(other.reading, stated)) >= SAME_ROLE,
    ),
  )
}

function differInPolarity(one: Reading, other: Reading): boolean {
  return polarityConflict(one, other) !== null || oppositeWord(one, other) !== null
}
