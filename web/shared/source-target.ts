import type { Answer, Citation, Document, DocumentSummary, Hit } from './api-types.js'
import type { Span } from './mark-segments.js'

/** A document to be opened, and the words in it to be shown. */
export interface SourceTarget {
  readonly collection: string
  readonly documentId: string
  readonly title: string
  readonly url: string | null
  readonly publishedAt: string | null
  /** Null: the document as a whole. */
  readonly quote: (Span & { readonly text: string }) | null
  /** Other quotes of the same answer from the same document. */
  readonly others: readonly (Span & { readonly text: string })[]
}

type Placed = Pick<Citation, 'collection' | 'document_id' | 'title' | 'url' | 'published_at'>

export function targetOfCitation(citation: Citation, blocks: Answer['blocks']): SourceTarget {
  const sameDocument = blocks
    .flatMap(block => block.citations)
    .filter(other => other.document_id === citation.document_id && other.collection === citation.collection)
  const isOther = (other: Citation): boolean => other.start !== citation.start || other.end !== citation.end
  return {
    ...placeOf(citation),
    quote: quoteOf(citation),
    others: sameDocument.filter(isOther).flatMap(other => quoteOf(other) ?? []),
  }
}

export function targetOfHit(hit: Hit): SourceTarget {
  return { ...placeOf(hit), quote: { text: hit.text, start: hit.start, end: hit.end }, others: [] }
}

/** @param words offsets in the text; empty: the document as a whole */
export function targetOfWords(document: Document, { start, end }: Span): SourceTarget {
  const text = document.text.slice(start, end)
  return { ...targetOfDocument(document), quote: text === '' ? null : { text, start, end } }
}

export function targetOfDocument(document: DocumentSummary): SourceTarget {
  return { ...placeOf({ ...document, document_id: document.id }), quote: null, others: [] }
}

function placeOf({ collection, document_id: documentId, title, url, published_at: publishedAt }: Placed) {
  return { collection, documentId, title, url, publishedAt }
}

function quoteOf({ quote, start, end }: Citation): SourceTarget['quote'] {
  return quote === undefined ? null : { text: quote, start, end }
}
