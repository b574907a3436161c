import type { Segmenter } from '../../core/text/segmenter.js'
import type { Passage, Span } from '../../core/types.js'
import { passageAt, type Excerpt } from './excerpts.js'
import { indexQuotes, locateQuote, sentencesAround, type QuoteIndex } from './locate-quote.js'
import type { ClaimedQuote, ClaimedStatement } from './statement-parser.js'
import { sharedWith, testSupport, type Evidence, type Support, type SupportFailure } from './support.js'

/** A quote where it really stands, in document offsets: `document.text.slice(start, end) === text`. */
export interface FoundQuote extends Span {
  readonly passage: Passage
  readonly text: string
  /** Share of the statement that stands in it, 0..1. */
  readonly support: number
}

export interface CheckedStatement {
  readonly text: string
  /** None when no quote could be found. */
  readonly quotes: readonly FoundQuote[]
  /** Why the statement may not be shown as it is; null when its quotes support it. */
  readonly failure: SupportFailure | 'too_long' | 'quote_not_found' | null
  readonly detail: string
}

export interface StatementCheck {
  check(claimed: ClaimedStatement): CheckedStatement
}

const MAX_STATEMENT_LENGTH = 600
const MAX_QUOTE_LENGTH = 1200
const MAX_QUOTES = 6
/** A quote that shares less with its statement is padding. */
const MIN_SHARE = 0.15
/** A quote that is found in another passage than the one named must be no everyday phrase. */
const MIN_MISPLACED_LENGTH = 10

/** Checks what a model claims against the excerpts that it was shown; nothing else can be cited. */
export function createStatementCheck(
  excerpts: readonly Excerpt[],
  question: string,
  segmenter: Segmenter,
): StatementCheck {
  const shown = excerpts.map(excerpt => ({ excerpt, index: indexQuotes(excerpt.text) }))
  return {
    check({ statement, quotes }) {
      const text = cleanStatement(statement)
      if (text.length > MAX_STATEMENT_LENGTH) return failed(text, 'too_long')
      const places = merged(quotes.slice(0, MAX_QUOTES).flatMap(quote => placesOf(quote, shown)))
      const relevant = places.filter(place => sharedWith(text, widened(place).text) >= MIN_SHARE)
      const used = relevant.length > 0 ? relevant : places
      if (used.length === 0 || text === '') return failed(text, 'quote_not_found')
      // Whole sentences decide, so that a quote cannot leave out the "not" before it.
      const whole = merged(used.map(widened))
      const support = testSupport(text, evidenceOf(whole, question), segmenter)
      const isWhole = used.every((place, index) => isSame(place, whole[index]))
      const isEnough = isWhole || testSupport(text, evidenceOf(used, question), segmenter).supported
      const cited = isEnough ? used : whole
      return {
        text,
        quotes: cited.map(place => foundQuote(place, text, support)),
        failure: support.failure,
        detail: support.detail,
      }
    },
  }
}

/** A part of an excerpt's text. */
interface Place extends Span {
  readonly excerpt: Excerpt
  readonly text: string
}

interface Shown {
  readonly excerpt: Excerpt
  readonly index: QuoteIndex
}

/** The markers are ours to set: what a model writes of them is taken out, as are line ends and controls. */
function cleanStatement(statement: string): string {
  return statement
    .toWellFormed()
    .replaceAll(/\s*[[【]\s*\d+(?:\s*[,，、]\s*\d+)*\s*[\]】]/gu, '')
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .normalize('NFC')
}

/** In the passage named, else in any other that was shown: a wrong number harms nobody, a wrong quote does. */
function placesOf({ passage, quote }: ClaimedQuote, shown: readonly Shown[]): Place[] {
  if (quote.length > MAX_QUOTE_LENGTH) return []
  const named = shown.find(({ excerpt }) => excerpt.number === passage)
  if (named === undefined) return []
  const others = quote.length < MIN_MISPLACED_LENGTH ? [] : shown.filter(other => other !== named)
  for (const { excerpt, index } of [named, ...others]) {
    const spans = locateQuote(quote, index)
    if (spans.length > 0) return spans.map(span => placeOf(excerpt, span))
  }
  return []
}

function placeOf(excerpt: Excerpt, { start, end }: Span): Place {
  return { excerpt, start, end, text: excerpt.text.slice(start, end) }
}

function widened({ excerpt, start, end }: Place): Place {
  return placeOf(excerpt, sentencesAround(excerpt.text, { start, end }))
}

/** Places that overlap become one; excerpt by excerpt, in order. */
function merged(places: readonly Place[]): Place[] {
  const inOrder = places.toSorted(
    (one, other) => one.excerpt.number - other.excerpt.number || one.start - other.start,
  )
  const result: Place[] = []
  for (const place of inOrder) {
    const last = result.at(-1)
    if (last?.excerpt !== place.excerpt || place.start > last.end) result.push(place)
    else
      result[result.length - 1] = placeOf(place.excerpt, {
        start: last.start,
        end: Math.max(last.end, place.end),
      })
  }
  return result
}

function evidenceOf(places: readonly Place[], question: string): Evidence {
  const passages = merged(places).map(({ excerpt }) => excerpt.passages[0])
  return {
    sentences: merged(places)
      .map(({ text }) => text)
      .join('\n'),
    titles: [...new Set(passages.map(passage => passage?.title ?? ''))].join('\n'),
    years: passages.flatMap(passage =>
      passage?.publishedAt ? [Number(passage.publishedAt.slice(0, 4))] : [],
    ),
    question,
  }
}

function isSame(one: Place, other: Place | undefined): boolean {
  return one.excerpt === other?.excerpt && one.start === other.start && one.end === other.end
}

function foundQuote(place: Place, statement: string, support: Support): FoundQuote {
  const start = place.excerpt.start + place.start
  const share = sharedWith(statement, place.text)
  return {
    passage: passageAt(place.excerpt, start),
    start,
    end: place.excerpt.start + place.end,
    text: place.text,
    support: support.supported ? Math.round(share * 1000) / 1000 : 0,
  }
}

function failed(text: string, failure: CheckedStatement['failure']): CheckedStatement {
  return { text, quotes: [], failure, detail: '' }
}
