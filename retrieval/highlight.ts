import type { Token } from '../core/text/tokenise.js'
import type { Passage, Span } from '../core/types.js'

/**
 * Where the words of the query stand in a passage, in document offsets: ascending, touching spans joined.
 * @param tokens the tokens of `passage.text`
 * @param wanted the terms of the query that are worth showing
 */
export function highlight(passage: Passage, tokens: readonly Token[], wanted: ReadonlySet<string>): Span[] {
  const matched = tokens
    .filter(token => token.kind !== 'bigram' && wanted.has(token.term))
    .sort((one, other) => one.start - other.start || other.end - one.end)
  const spans: Span[] = []
  for (const token of matched) {
    const start = passage.start + token.start
    const end = passage.start + token.end
    const last = spans.at(-1)
    if (last !== undefined && start <= last.end) {
      spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    } else spans.push({ start, end })
  }
  return spans
}
