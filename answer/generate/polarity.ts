import type { Span } from '../../core/types.js'
import { contextOf, likeness, partAt, type Gram, type Reading } from './reading.js'

/** Words that turn a sentence round. The look-aheads keep out words that only begin or end like one. */
const NEGATOR =
  /不(?!仅|但|过|同|久|断|论|管|料|妨|禁|由|凡|良|然|是.{0,6}而是|超过|高于|多于|少于|低于|明|锈|动产|时|少)|没有|没(?!收|落|入|有)|未(?!来|必|遂)|无(?!论|线|障碍|人机|疑|数|比|偿|缝|轨|声|形|限|奈|穷|关|为|锡|机|菌|烟)|非(?!常|洲|遗|物质|机动|典|凡|营利|得)|勿|严禁|禁止|拒绝|停止|暂停|取消|免予|\bnot\b|n['’]t\b|\bcannot\b|\bno\b(?!\.)|\bnever\b|\bwithout\b|\bnone\b|\bneither\b|\bnor\b/gu
/** Between a negator and what it denies: 不得再, 没有被, not yet been. */
const BETWEEN =
  /(?:能够|可以|需要|应该|应当|允许|准许|完全|全部|愿意|予以|进行|办法|必须|[能会可得必需须要应再予被曾有是很太都将来去敢用准许该与]|\s+|\b(?:be|been|being|have|has|had|to|the|a|an|any|yet|ever|longer|more|is|are|was|were|do|does|did|will|would|can|could|may|must|should)\b)*/uy

/** What is denied at a place of a text. */
interface Denial extends Span {
  readonly head: Gram
}

/** A denial that one text makes and the other does not: what is denied, and which of the two denies it. */
export interface PolarityConflict {
  readonly head: string
  readonly deniedBy: 'statement' | 'source'
}

/**
 * Compares what is denied. A denial of the statement must be a denial of the same thing in the source; and
 * what the source denies must not stand undenied in the statement. Where a thing is named more than once, the
 * place whose surroundings are most alike is compared.
 */
export function polarityConflict(statement: Reading, source: Reading): PolarityConflict | null {
  const stated = denialsOf(statement)
  const given = denialsOf(source)
  for (const denial of stated) {
    if (!isDeniedIn(source, given, { reading: statement, denial })) {
      return { head: denial.head.key, deniedBy: 'statement' }
    }
  }
  for (const { head } of given) {
    for (const place of statement.grams) {
      if (place.key !== head.key || stated.some(denial => denial.head.start === place.start)) continue
      if (isDeniedPlace(source, given, { reading: statement, place })) {
        return { head: head.key, deniedBy: 'source' }
      }
    }
  }
  return null
}

function denialsOf(reading: Reading): Denial[] {
  return [...reading.text.matchAll(NEGATOR)].flatMap(match => {
    const start = match.index
    const end = start + match[0].length
    // 是不是, 能不能: a question, not a denial.
    if (match[0] === '不' && reading.text.charAt(start - 1) === reading.text.charAt(end)) return []
    const clause = partAt(reading.clauses, start)
    BETWEEN.lastIndex = end
    const from = end + (BETWEEN.exec(reading.text)?.[0].length ?? 0)
    const after = reading.grams.find(gram => gram.start >= from && gram.end <= clause.end)
    const before = reading.grams.findLast(gram => gram.end <= start && gram.start >= clause.start)
    const head = after ?? before
    return head === undefined ? [] : [{ start, end, head }]
  })
}

interface Stated {
  readonly reading: Reading
  readonly denial: Denial
}

function isDeniedIn(source: Reading, given: readonly Denial[], { reading, denial }: Stated): boolean {
  const { head } = denial
  if (source.vocabulary.has(head.key)) return isDeniedPlace(source, given, { reading, place: head })
  // Another word for what is denied: it must be denied where the surroundings are most alike.
  const context = contextOf(reading, denial)
  return given.some(other => likeness(context, contextOf(source, other)) >= SAME_PLACE)
}

/** Likeness of surroundings from which two places are taken to speak of the same. */
const SAME_PLACE = 6

function isDeniedPlace(
  source: Reading,
  given: readonly Denial[],
  { reading, place }: { readonly reading: Reading; readonly place: Gram },
): boolean {
  const context = contextOf(reading, place)
  let denied = -1
  let affirmed = -1
  for (const other of source.grams) {
    if (other.key !== place.key) continue
    const score = likeness(context, contextOf(source, other))
    if (given.some(({ head }) => head.start === other.start)) denied = Math.max(denied, score)
    else affirmed = Math.max(affirmed, score)
  }
  return denied >= affirmed && denied >= 0
}
