import type { Span } from '../../core/types.js'
import { add, yearOf, type ClosedDayRange, type Day, type DayRange } from './calendar.js'

/**
 * - `point`: a named stretch of the calendar: a day, a month, last summer, 2022 to 2024
 * - `recent`: the last so many days, weeks, months or years, up to today
 * - `before`, `after`, `since`: everything on one side of a point
 */
export type TimeKind = 'point' | 'recent' | 'before' | 'after' | 'since'

/** What words that name a time mean. */
export interface TimeMeaning {
  readonly range: ClosedDayRange
  /** Counted from today (last week) rather than named by its date. */
  readonly relative: boolean
  /** False when a year had to be guessed (in May) or the length is vague (the last few days). */
  readonly certain: boolean
  /** Default `point`. */
  readonly kind?: 'recent'
}

export type TimePoint = TimeMeaning & Span

/** Words that limit or place something in time, in offsets of the folded text. */
export interface TimeExpression extends Span, Pick<TimeMeaning, 'relative' | 'certain'> {
  readonly range: DayRange
  readonly kind: TimeKind
}

/** How surely a time is that of publication. */
export type PublicationClaim = 'certain' | 'likely'

export type MatchGroups = Readonly<Record<string, string | undefined>>

/** One way to name a time: a pattern (global) and what its match means; undefined: nothing after all. */
export type TimeRule = readonly [
  pattern: RegExp,
  meaning: (groups: MatchGroups, today: Day) => TimeMeaning | undefined,
]

/** Every point that the rules read in a text, in order; where readings overlap the first, longest one stands. */
export function readPoints(text: string, today: Day, rules: readonly TimeRule[]): TimePoint[] {
  const readings = rules.flatMap(([pattern, meaning]) =>
    [...text.matchAll(pattern)].flatMap(match => {
      const read = meaning(match.groups ?? {}, today)
      return read === undefined ? [] : [{ ...read, start: match.index, end: match.index + match[0].length }]
    }),
  )
  readings.sort((one, other) => one.start - other.start || other.end - one.end)
  const points: TimePoint[] = []
  for (const reading of readings) if (reading.start >= (points.at(-1)?.end ?? 0)) points.push(reading)
  return points
}

/** From the first to the last, both whole; one whose year was guessed takes its year from the other. */
export function joinPoints(first: TimePoint, last: TimePoint): TimePoint | undefined {
  const from =
    first.certain || !last.certain ? first.range.from : withYearUpTo(first.range.from, last.range.from)
  const until = last.certain ? last.range.until : withYearFrom(last.range.until, from)
  if (until <= from) return undefined
  return {
    start: first.start,
    end: last.end,
    range: { from, until },
    relative: first.relative || last.relative,
    certain: first.certain || last.certain,
  }
}

/** The same day of the last year in which it does not come after `limit`. */
function withYearUpTo(day: Day, limit: Day): Day {
  const sameYear = add(day, yearOf(limit) - yearOf(day), 'year')
  return sameYear <= limit ? sameYear : add(sameYear, -1, 'year')
}

/** The same day of the first year in which it comes after `limit`. */
function withYearFrom(day: Day, limit: Day): Day {
  const sameYear = add(day, yearOf(limit) - yearOf(day), 'year')
  return sameYear > limit ? sameYear : add(sameYear, 1, 'year')
}

/** The point itself, or everything on one side of it; an end is a day in any case. */
export function expressionOf(
  { range, relative, certain, kind: own }: TimePoint,
  { kind = own ?? 'point', start, end }: Span & { kind?: TimeKind | undefined },
  afterIncludesPoint: boolean,
): TimeExpression {
  const sides: Readonly<Record<TimeKind, DayRange>> = {
    point: range,
    recent: range,
    before: { until: range.from },
    after: { from: afterIncludesPoint ? range.from : range.until },
    since: { from: range.from },
  }
  return { start, end, range: sides[kind], kind, relative, certain }
}
