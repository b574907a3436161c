import type { EditedAnswer } from '../../answer/curated/curated-desk.js'
import { normaliseText } from '../../core/text/normalise.js'
import type { CuratedAnswer } from '../../store/curated.js'
import type { Validated } from '../shapes/request-schemas.js'
import type { Wire } from '../shapes/response-schemas.js'

export function curatedFromWire(body: Validated<'CuratedPut'>, by: string): EditedAnswer {
  return {
    question: normaliseText(body.question),
    wordings: body.wordings.map(normaliseText),
    blocks: body.blocks.map(({ text, citations }) => ({
      text: text === undefined || text === null ? undefined : normaliseText(text),
      citations: citations.map(({ document_id: documentId, quote }) => ({
        documentId,
        quote: normaliseText(quote),
      })),
    })),
    by,
  }
}

export function curatedToWire(curated: CuratedAnswer): Wire<'CuratedAnswer'> {
  const [question = '', ...wordings] = curated.questions
  return {
    id: curated.id,
    collection: curated.collection,
    question,
    wordings,
    blocks: curated.blocks.map(({ text, quotes }) => ({
      text,
      citations: quotes.map(quote => ({
        document_id: quote.documentId,
        title: quote.title,
        url: quote.url,
        published_at: quote.publishedAt,
        ...(quote.text === null ? {} : { quote: quote.text }),
        start: quote.start,
        end: quote.end,
        stands: quote.fault === null,
        reason: quote.fault,
      })),
    })),
    state: curated.fault === null ? 'live' : 'stale',
    reason: curated.fault,
    created_at: curated.createdAt,
    created_by: curated.createdBy,
    updated_at: curated.updatedAt,
    updated_by: curated.updatedBy,
  }
}
