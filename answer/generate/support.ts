import type { Segmenter } from '../../core/text/segmenter.js'
import { alike, sameFact, type Fact } from './facts.js'
import { misplacedName } from './misplaced-name.js'
import { unknownName, type Licence } from './novelty.js'
import { polarityConflict } from './polarity.js'
import { oppositeWord } from './poles.js'
import { contextOf, likeness, read, type Reading } from './reading.js'

/** What a statement is held to. */
export interface Evidence {
  /** The sentences that were quoted, whole. */
  readonly sentences: string
  /** Titles of their documents: may name what the sentences speak of. */
  readonly titles: string
  /** Years of publication: may complete a date. */
  readonly years: readonly number[]
  /** May be repeated, but proves nothing. */
  readonly question: string
}

/** Why a statement does not follow from its quotes. */
export type SupportFailure = 'number' | 'name' | 'negation' | 'opposite' | 'unrelated'

export interface Support {
  readonly supported: boolean
  /** Share of what the statement says that stands in the evidence, 0..1; 0 when a fact contradicts it. */
  readonly score: number
  readonly failure: SupportFailure | null
  /** The word or number that failed. */
  readonly detail: string
}

/** Least share of the statement's words in sentences, titles and question together. */
const MIN_COVERAGE = 0.6
/** Least share of the statement's words in the sentences alone. */
const MIN_CORE_COVERAGE = 0.4

/**
 * Tests whether a statement says nothing but what its evidence says: every number, date, time and code is
 * there, in the same surroundings; nothing is named that is not there; nothing is denied, affirmed or turned
 * into its opposite; and most of its words are there. Rules without a model: the same verdict every time, and
 * a reason with it. tests/answer/planted-errors.test.ts measures it.
 */
export function testSupport(statement: string, evidence: Evidence, segmenter: Segmenter): Support {
  const stated = read(statement)
  const source = read(evidence.sentences)
  const titles = read(evidence.titles)
  const number = wrongFact(stated, source, { titles, years: evidence.years })
  if (number !== null) return failed('number', number)
  const licence: Licence = {
    text: `${source.text}\n${titles.text}`,
    vocabulary: new Set([...source.vocabulary, ...titles.vocabulary]),
  }
  const name = unknownName(stated, licence, segmenter)
  if (name !== null) return failed('name', name)
  const misplaced = misplacedName(stated, source, segmenter)
  if (misplaced !== null) return failed('name', misplaced)
  const conflict = polarityConflict(stated, source)
  if (conflict !== null) return failed('negation', conflict.head)
  const opposite = oppositeWord(stated, source)
  if (opposite !== null) return failed('opposite', opposite)
  const core = coverage(stated, [source])
  const score = coverage(stated, [source, titles, read(evidence.question)])
  if (core < MIN_CORE_COVERAGE || score < MIN_COVERAGE) return failed('unrelated', '')
  return { supported: true, score, failure: null, detail: '' }
}

const failed = (failure: SupportFailure, detail: string): Support => ({
  ...{ supported: false, score: 0, failure, detail },
})

interface Surroundings {
  readonly titles: Reading
  readonly years: readonly number[]
}

/** How much better the surroundings of another number must fit before the statement is taken to mean that one. */
const BETTER_FIT = 1.15
const BETTER_FIT_LEAST = 0.5
/** Likeness from which a number of the source is taken to be the one that the statement means. */
const RELATED = 1.5

/** Likeness from which 一个 is taken for a count that the source gives otherwise. */
const COUNTED = 4

function wrongFact(stated: Reading, source: Reading, surroundings: Surroundings): string | null {
  for (const fact of stated.facts) {
    const context = contextOf(stated, fact)
    const fit = (matches: (other: Fact) => boolean) =>
      Math.max(-1, ...source.facts.filter(matches).map(other => likeness(context, contextOf(source, other))))
    const same = fit(other => sameFact(fact, other))
    const other = fit(other => alike(fact, other) && !sameFact(fact, other))
    if (isArticle(fact) && same < 0 && other < COUNTED) continue
    const isElsewhere = same < 0 && other < RELATED && isAround(fact, surroundings)
    const isHere = same >= 0 && other <= same * BETTER_FIT + BETTER_FIT_LEAST
    if (!isHere && !isElsewhere) return stated.text.slice(fact.start, fact.end)
  }
  return null
}

/** 一个, 一位: an article rather than a number. */
const isArticle = ({ kind, value, unit }: Fact) => kind === 'number' && value === 1 && unit?.counts === true

function isAround(fact: Fact, { titles, years }: Surroundings): boolean {
  if (titles.facts.some(other => sameFact(fact, other))) return true
  return fact.kind === 'year' && years.some(year => year === fact.value)
}

/** Share of a statement's words and facts that stand in a text, 0..1. */
export function sharedWith(statement: string, text: string): number {
  return coverage(read(statement), [read(text)])
}

/** Share of the statement's grams, facts counting as one each, that stand in any of the texts. */
function coverage(stated: Reading, texts: readonly Reading[]): number {
  let all = 0
  let covered = 0
  for (const gram of stated.grams) {
    if (stated.facts.some(({ start, end }) => gram.start < end && gram.end > start)) continue
    all++
    if (texts.some(({ vocabulary }) => vocabulary.has(gram.key))) covered++
  }
  for (const fact of stated.facts) {
    all++
    if (texts.some(({ facts }) => facts.some(other => sameFact(fact, other)))) covered++
  }
  return all === 0 ? 0 : covered / all
}
