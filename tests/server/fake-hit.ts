import type { Passage, StoredDocument } from '../../core/types.js'
import type { Hit } from '../../retrieval/search.js'

/** A whole document as the one passage found. */
export function hitOf(document: StoredDocument, query: string, id: number): Hit {
  const { collection, title, url, publishedAt, text } = document
  const span = { start: 0, end: text.length }
  const passage: Passage = {
    id,
    collection,
    documentId: document.id,
    title,
    url,
    publishedAt,
    ordinal: 0,
    text,
    ...span,
  }
  const start = text.indexOf(query)
  const highlights = [{ start, end: start + query.length }]
  return {
    passage,
    score: 1,
    scores: { keyword: 1, vector: null },
    highlights,
    evidence: { document: 1, passage: 1, similarity: null, probability: 1 },
  }
}
