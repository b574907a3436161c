import type { Day } from './calendar.js'
import {
  expressionOf,
  joinPoints,
  readPoints,
  type TimeExpression,
  type TimeKind,
  type TimePoint,
} from './time-expression.js'
import { ENGLISH_TIMES } from './time-words-en.js'

const SPAN_START = /\b(?:between|from) $/u
const JOINING = /^(?: (?:and|to|until|through) | ?[-–] ?)$/u
const LEADING: readonly (readonly [RegExp, TimeKind | undefined])[] = [
  [/\b(?:before|prior to|earlier than|until|till) (?:the )?$/u, 'before'],
  [/\b(?:after|later than) (?:the )?$/u, 'after'],
  [/\b(?:since|starting) (?:the )?$/u, 'since'],
  [/\b(?:in|during|on|of|from|over|within|for|dated) (?:the )?$/u, undefined],
]
const ONWARDS = /^ (?:onwards?|on)\b(?! the\b)/u
/** Written small, these are far more often words than months. */
const WORD_MONTH = /^(?:may|mar|march)\b(?! \d)/u

/** Times named in English. @param text folded; @param isCapital whether the original has a capital there */
export function readEnglish(
  text: string,
  today: Day,
  isCapital: (offset: number) => boolean,
): TimeExpression[] {
  const points = readPoints(text, today, ENGLISH_TIMES).filter(
    ({ start }) => !WORD_MONTH.test(text.slice(start)) || isCapital(start),
  )
  const expressions: TimeExpression[] = []
  for (let index = 0; index < points.length; index++) {
    const first = points[index]
    if (first === undefined) continue
    const next = points[index + 1]
    const joined = next && joinedSpan(text, first, next)
    if (joined !== undefined) index++
    expressions.push(joined ?? withSide(text, first))
  }
  return expressions
}

function joinedSpan(text: string, first: TimePoint, last: TimePoint): TimeExpression | undefined {
  const before = SPAN_START.exec(text.slice(0, first.start))
  const between = text.slice(first.end, last.start)
  if (!JOINING.test(between) || (before === null && !/[-–]/u.test(between))) return undefined
  const joined = joinPoints(first, last)
  if (joined === undefined) return undefined
  const start = first.start - (before?.[0].length ?? 0)
  return expressionOf(joined, { start, end: last.end }, false)
}

/** Takes in the words that say on which side of the point. */
function withSide(text: string, point: TimePoint): TimeExpression {
  const before = text.slice(0, point.start)
  const [pattern, kind] = LEADING.find(([words]) => words.test(before)) ?? []
  const start = point.start - (pattern?.exec(before)?.[0].length ?? 0)
  const onwards = point.kind === 'recent' ? undefined : ONWARDS.exec(text.slice(point.end))
  if (kind === undefined && onwards !== null && onwards !== undefined)
    return expressionOf(point, { start, end: point.end + onwards[0].length, kind: 'since' }, false)
  return expressionOf(point, { start, end: point.end, kind }, false)
}
