import { pageAt } from '../core/pages.js'
import type { Passage, Span } from '../core/types.js'
import type { Citation, Source } from './answer.js'

/** Numbers the documents that are cited in order of first use: several quotes of one document share a source. */
export class SourceList {
  private readonly list: Source[] = []

  get sources(): readonly Source[] {
    return [...this.list]
  }

  /** @param support how well the quote supports its statement, 0..1 */
  cite(passage: Passage, quote: Span & { readonly text: string }, support: number): Citation {
    const about = {
      collection: passage.collection,
      documentId: passage.documentId,
      title: passage.title,
      url: passage.url,
      publishedAt: passage.publishedAt,
      passageId: passage.id,
    }
    const known = this.list.find(
      ({ collection, documentId }) => collection === about.collection && documentId === about.documentId,
    )
    const source = known ?? {
      ...about,
      number: this.list.length + 1,
      ...pageOf(passage, passage.start),
      start: passage.start,
      end: passage.end,
    }
    if (known === undefined) this.list.push(source)
    const place = { ...pageOf(passage, quote.start), start: quote.start, end: quote.end }
    return { source: source.number, ...about, quote: quote.text, ...place, support }
  }
}

function pageOf({ pages }: Passage, offset: number): { readonly page?: number } {
  const page = pageAt(pages, offset)
  return page === undefined ? {} : { page }
}
