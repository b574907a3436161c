import type { Hit } from './api-types.js'
import { bestQuote } from './best-quote.js'
import type { CuratedAnswer, UnansweredQuestion } from './curated-types.js'

/** A curated answer while an editor writes it. */
export interface CuratedDraft {
  /** Null: a new one. */
  readonly id: string | null
  readonly collection: string
  readonly question: string
  readonly wordings: readonly string[]
  readonly blocks: readonly DraftBlock[]
}

export interface DraftBlock {
  /** Empty: its quotes say it. */
  readonly text: string
  readonly citations: readonly DraftCitation[]
}

export interface DraftCitation {
  readonly documentId: string
  readonly title: string
  readonly quote: string
}

export const MAX_BLOCKS = 20
export const MAX_CITATIONS = 6
export const MAX_WORDINGS = 20

export const emptyBlock: DraftBlock = { text: '', citations: [] }

export function emptyDraft(collection: string): CuratedDraft {
  return { id: null, collection, question: '', wordings: [], blocks: [emptyBlock] }
}

export function draftOf({ id, collection, question, wordings, blocks }: CuratedAnswer): CuratedDraft {
  return {
    id,
    collection,
    question,
    wordings,
    blocks: blocks.map(({ text, citations }) => ({
      text: text ?? '',
      citations: citations.map(({ document_id: documentId, title, quote = '' }) => ({
        documentId,
        title: title === '' ? documentId : title,
        quote,
      })),
    })),
  }
}

/** Begins with the sentence that comes nearest. */
export function draftAnswering({
  question,
  wordings,
  collections,
  nearest: [nearest],
}: UnansweredQuestion): CuratedDraft {
  const others = wordings.map(wording => wording.question).filter(wording => wording !== question)
  return {
    id: null,
    collection: nearest?.collection ?? collections?.[0] ?? 'default',
    question,
    wordings: others.slice(0, MAX_WORDINGS),
    blocks: [nearest === undefined ? emptyBlock : { text: '', citations: [citationOf(nearest)] }],
  }
}

export function citationOf(hit: Hit): DraftCitation {
  return { documentId: hit.document_id, title: hit.title, quote: bestQuote(hit) }
}

/** As the API takes it. */
export function bodyOf({ id, collection, question, wordings, blocks }: CuratedDraft) {
  return {
    ...(id === null ? { collection } : {}),
    question,
    wordings,
    blocks: blocks
      .filter(({ citations }) => citations.length > 0)
      .map(({ text, citations }) => ({
        ...(text.trim() === '' ? {} : { text: text.trim() }),
        citations: citations.map(({ documentId, quote }) => ({ document_id: documentId, quote })),
      })),
  }
}
