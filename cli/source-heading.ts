import { publishedDay } from './published-day.js'

/** What the citations, hits and documents of the API tell of where something stands. */
export interface Titled {
  readonly collection: string
  readonly document_id: string
  readonly title: string
  readonly url: string | null
  readonly published_at: string | null
}

/** Title and day, and below them the address and the id that `youju documents show` takes. */
export function sourceHeading({ title, url, published_at, collection, document_id }: Titled): string {
  const first = [title, publishedDay(published_at)].filter(part => part !== '').join('  ')
  const id = collection === 'default' ? document_id : `${collection}: ${document_id}`
  return [first, ...(url === null ? [] : [`    ${url}`]), `    ${id}`].join('\n')
}
