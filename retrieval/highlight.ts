import type { TermMatcher } from '../core/text/term-matcher.js'
import type { Passage, Span } from '../core/types.js'

/**
 * Where the words of the query stand in a passage, in document offsets: ascending, touching spans joined.
 * @param wanted finds the words of the query that are worth showing
 */
export function highlight(passage: Passage, wanted: TermMatcher): Span[] {
  const matches = wanted
    .match(passage.text)
    .sort((one, other) => one.start - other.start || other.end - one.end)
  const spans: Span[] = []
  for (const match of matches) {
    const start = passage.start + match.start
    const end = passage.start + match.end
    const last = spans.at(-1)
    if (last !== undefined && start <= last.end) {
      spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    } else spans.push({ start, end })
  }
  return spans
}
