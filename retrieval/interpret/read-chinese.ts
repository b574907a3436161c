import type { Day } from './calendar.js'
import {
  expressionOf,
  joinPoints,
  readPoints,
  type TimeExpression,
  type TimeKind,
  type TimePoint,
} from './time-expression.js'
import { CHINESE_TIMES } from './time-words-zh.js'

const JOINING = /^(?:到|至|[-—–~])$/u
const SIDES: readonly (readonly [RegExp, TimeKind | undefined])[] = [
  [/^(?:以前|之前|前(?=的))/u, 'before'],
  [/^(?:以后|之后|后(?=的))/u, 'after'],
  [/^(?:以来|来(?=的)|至今|到现在|到今天|到目前(?:为止)?|开始|起(?![飞义诉步草点因源火]))/u, 'since'],
  [/^(?:之间|期间|之内|以内|[间内里])/u, undefined],
]
const LEADING = /(?:自从|从|自|在|于)$/u

/** Times named in Chinese. @param text folded */
export function readChinese(text: string, today: Day): TimeExpression[] {
  const points = readPoints(text, today, CHINESE_TIMES)
  const expressions: TimeExpression[] = []
  for (let index = 0; index < points.length; index++) {
    const first = points[index]
    if (first === undefined) continue
    const next = points[index + 1]
    const joined =
      next && JOINING.test(text.slice(first.end, next.start)) ? joinPoints(first, next) : undefined
    if (joined !== undefined) index++
    expressions.push(withSide(text, joined ?? first))
  }
  return expressions
}

/** Takes in the words that say on which side of the point. */
function withSide(text: string, point: TimePoint): TimeExpression {
  const rest = text.slice(point.end, point.end + 8)
  const [pattern, kind] = (point.kind === 'recent' ? [] : SIDES).find(([words]) => words.test(rest)) ?? []
  const end = point.end + (pattern?.exec(rest)?.[0].length ?? 0)
  const lead = LEADING.exec(text.slice(0, point.start))?.[0].length ?? 0
  // 2023年以后 leaves open whether 2023 itself counts: it is taken in, so that nothing meant is lost.
  return expressionOf(point, { start: point.start - lead, end, kind }, true)
}
