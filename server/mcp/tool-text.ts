import type { Wire } from '../shapes/response-schemas.js'
import type { DocumentPart } from './tool-shapes.js'

/** The same in words, for clients that hand their model the text only. */

type Placed = Pick<
  Wire<'Source'>,
  'title' | 'url' | 'published_at' | 'collection' | 'document_id' | 'start' | 'end'
>

function placeOf({ title, url, published_at, collection, document_id, start, end }: Placed): string {
  const parts = [title, published_at?.slice(0, 10), url, `${collection}/${document_id} [${start}, ${end})`]
  return parts.filter(part => part !== null && part !== undefined).join(' · ')
}

export function hitsText({ hits }: Wire<'SearchResult'>): string {
  if (hits.length === 0) return 'Nothing was found.'
  return hits.map((hit, index) => `[${index + 1}] ${placeOf(hit)}\n${hit.text.trim()}`).join('\n\n')
}

export function answerText({ text, sources, refusal }: Wire<'Answer'>): string {
  const listed = sources.map(source => `[${source.number}] ${placeOf(source)}`)
  const nearest = (refusal?.nearest ?? []).map(hit => `- ${placeOf(hit)}`)
  return [text, '', ...listed, ...nearest].join('\n').trim()
}

export function documentText(part: DocumentPart): string {
  const { id, total_characters, next_start, text } = part
  const rest = next_start === null ? '' : `; next_start ${next_start}`
  return `${placeOf({ ...part, document_id: id })} of ${total_characters}${rest}\n\n${text}`
}
