import type { Wire } from '../server/shapes/response-schemas.js'
import type { Messages } from './messages.js'
import { sourceHeading } from './source-heading.js'

type Hit = Wire<'Hit'>

/** Long enough to judge a passage by. */
const SNIPPET_CHARACTERS = 120

export function renderHits({ hits, took_ms }: Wire<'SearchResult'>, messages: Messages): string {
  if (hits.length === 0) return messages.nothingFound
  const lines = hits.map((hit, index) => renderHit(hit, index + 1, messages))
  return `${lines.join('\n')}\n\n${messages.hits(hits.length, took_ms)}`
}

export function renderHit(hit: Hit, number: number, messages: Messages): string {
  return `${number}. ${sourceHeading(hit)}\n    ${snippetOf(hit)}  ${messages.place(hit.start, hit.end, hit.page)}`
}

/** The passage from its first highlight on, or from its beginning when all of it fits. */
function snippetOf({ text, start, highlights }: Hit): string {
  const first = (highlights[0]?.[0] ?? start) - start
  const from = text.length <= SNIPPET_CHARACTERS ? 0 : Math.min(first, text.length - SNIPPET_CHARACTERS)
  const cut = text.slice(from, from + SNIPPET_CHARACTERS)
  const shown = cut.toWellFormed().replaceAll('\ufffd', '').replaceAll(/\s+/g, ' ').trim()
  return `${from > 0 ? '…' : ''}${shown}${from + SNIPPET_CHARACTERS < text.length ? '…' : ''}`
}
