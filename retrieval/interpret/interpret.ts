import { fold } from '../../core/text/fold.js'
import type { Day, DayRange } from './calendar.js'
import { citedTitles, quotedPhrases, type Quoted } from './phrases.js'
import { englishPublication } from './publication-en.js'
import { chinesePublication } from './publication-zh.js'
import { readChinese } from './read-chinese.js'
import { readEnglish } from './read-english.js'
import type { TimeExpression } from './time-expression.js'

/** What a question asks for besides its words. */
export interface Reading {
  /** The question without the words that became a `filter`; they name no content. */
  readonly subject: string
  readonly published: PublishedWithin | undefined
  /** Quoted phrases as written, without their quotes. */
  readonly phrases: readonly string[]
  /** Titles of works (《…》) as written, without their marks. */
  readonly titles: readonly string[]
}

export interface PublishedWithin {
  readonly range: DayRange
  /** `filter`: others are left out. `boost`: others come a little later. */
  readonly effect: 'filter' | 'boost'
}

/** Nobody limits a question after so many characters (UTF-16 code units); it keeps the reading short. */
const READ_CHARACTERS = 1000

/**
 * Reads the time of publication, quoted phrases and cited titles out of a question, in Chinese and English.
 *
 * A time is a filter only where the words say so: it belongs to a text of the archive (上周的通知, articles
 * published before 2023). Any other date is content, and is left to the search: what happened in May 2023 may be
 * told years later. Counted from today (去年夏天, 最近三个月, last week), or open towards today (2023年5月之后,
 * since March 2024), it prefers the documents of that time; what happened after a day was told after it. Two
 * different times (今年和去年相比) compare, and prefer nothing.
 *
 * Ranges are days, half-open: until X ends before X begins; since X begins with X; after X begins when X is over,
 * but Chinese 以后 and 之后, which leave open whether X counts, take X in.
 */
export function interpret(question: string, today: Day): Reading {
  const start = question.slice(0, READ_CHARACTERS)
  const phrases = quotedPhrases(start)
  const titles = citedTitles(start)
  const folded = fold(start)
  const inQuotes = ({ start, end }: TimeExpression) =>
    [...phrases, ...titles].some(
      quoted => folded.originalOffset(start) < quoted.end && folded.originalOffset(end) > quoted.start,
    )
  const isCapital = (offset: number) => /\p{Lu}/u.test(question.charAt(folded.originalOffset(offset)))
  const expressions = [
    ...readChinese(folded.text, today),
    ...readEnglish(folded.text, today, isCapital),
  ].filter(expression => !inQuotes(expression) && (expression.range.from ?? '') <= today)
  const limiting = expressions.find(
    expression => expression.certain && claimOf(folded.text, expression) === 'certain',
  )
  const textOf = ({ text }: Quoted) => text
  return {
    subject:
      limiting === undefined
        ? question
        : without(question, folded.originalOffset(limiting.start), folded.originalOffset(limiting.end)),
    published: limiting
      ? { range: limiting.range, effect: 'filter' }
      : preferred(folded.text, expressions, today),
    phrases: [...new Set(phrases.map(textOf))],
    titles: [...new Set(titles.map(textOf))],
  }
}

const claimOf = (text: string, expression: TimeExpression) =>
  chinesePublication(text, expression) ?? englishPublication(text, expression)

function preferred(
  text: string,
  expressions: readonly TimeExpression[],
  today: Day,
): PublishedWithin | undefined {
  const found = expressions.filter(expression => {
    const { kind, relative, range } = expression
    // Today mostly means nowadays.
    if (kind === 'point' && range.from === today && claimOf(text, expression) === undefined) return false
    if (kind === 'since' || kind === 'after') return true
    return (relative && kind !== 'before') || claimOf(text, expression) !== undefined
  })
  const [first, ...others] = found
  const same = ({ range }: TimeExpression) =>
    range.from === first?.range.from && range.until === first?.range.until
  return first !== undefined && others.every(same) ? { range: first.range, effect: 'boost' } : undefined
}

/** Leaves out a stretch, unless nothing would be left to search for. */
function without(text: string, start: number, end: number): string {
  const rest = `${text.slice(0, start)} ${text.slice(end).replace(/^的/u, '')}`.trim()
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text
}
