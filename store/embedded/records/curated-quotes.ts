import type { PageStart, RetrievalFilter } from '../../../core/types.js'
import type { CuratedQuote, QuoteFault } from '../../curated.js'
import { filterQuery } from '../documents/filter-query.js'
import { findQuote, type KeptQuote } from './kept-quote.js'
import type { Statements } from '../statements.js'

interface PassageRow {
  readonly id: number
  readonly start: number
  readonly text: string
  readonly pages: string | null
}

interface DocumentNow {
  readonly title: string
  readonly url: string | null
  readonly publishedAt: string | null
  readonly isWithdrawn: boolean
  readonly passages: readonly PassageRow[]
  readonly text: string
}

/** Finds kept quotes in their documents as they are now; each document is read once. For one transaction. */
export class CuratedQuotes {
  private readonly documents = new Map<string, DocumentNow | undefined>()

  constructor(private readonly statements: Statements) {}

  find(collectionKey: number, kept: KeptQuote): CuratedQuote {
    const document = this.document(collectionKey, kept.documentId)
    if (document === undefined) return fallen(kept, 'document_gone')
    if (document.isWithdrawn) return fallen(kept, 'document_withdrawn')
    const { title, url, publishedAt } = document
    const span = findQuote(kept, document.text)
    if (span === undefined) return { ...fallen(kept, 'quote_gone'), title, url, publishedAt }
    return {
      documentId: kept.documentId,
      ...span,
      text: document.text.slice(span.start, span.end),
      fault: null,
      ...{ title, url, publishedAt },
      passage: passageAt(document.passages, span.start),
    }
  }

  /** Whether a filter lets the document through. */
  passes(collectionKey: number, id: string, filter: RetrievalFilter | undefined): boolean {
    const query = filterQuery(collectionKey, filter)
    if (query === undefined) return true
    const sql = `SELECT 1 FROM documents WHERE ${query.where} AND documents.id = ?`
    return this.statements.values<unknown[], number>(sql).get(...query.parameters, id) !== undefined
  }

  private document(collectionKey: number, id: string): DocumentNow | undefined {
    const name = `${collectionKey}/${id}`
    if (!this.documents.has(name)) this.documents.set(name, this.read(collectionKey, id))
    return this.documents.get(name)
  }

  private read(collectionKey: number, id: string): DocumentNow | undefined {
    const sql = `SELECT key, title, url, published_at AS publishedAt, withdrawn_at IS NOT NULL AS withdrawn
      FROM documents WHERE collection = ? AND id = ?`
    const row = this.statements
      .rows<[number, string], Omit<DocumentNow, 'isWithdrawn'> & { key: number; withdrawn: number }>(sql)
      .get(collectionKey, id)
    if (row === undefined) return undefined
    const passages = this.statements
      .rows<[number], PassageRow>(
        'SELECT id, start, text, pages FROM passages WHERE document = ? ORDER BY ordinal',
      )
      .all(row.key)
    const { title, url, publishedAt, withdrawn } = row
    const text = passages.map(passage => passage.text).join('')
    return { title, url, publishedAt, isWithdrawn: withdrawn === 1, passages, text }
  }
}

function fallen({ documentId, start, length }: KeptQuote, fault: QuoteFault): CuratedQuote {
  const nothing = { text: null, title: '', url: null, publishedAt: null, passage: null }
  return { documentId, start, end: start + length, fault, ...nothing }
}

function passageAt(passages: readonly PassageRow[], offset: number): CuratedQuote['passage'] {
  const found = passages.findLast(({ start }) => start <= offset)
  if (found === undefined) return null
  const { id, start, text, pages } = found
  const places = pages === null ? {} : { pages: JSON.parse(pages) as PageStart[] }
  return { id, start, end: start + text.length, ...places }
}
