import { z } from 'zod'

const time = z.string().describe('RFC 3339')
const offset = z.int().min(0).describe('UTF-16 code units into the text of the document')
const fault = z
  .enum(['document_gone', 'document_withdrawn', 'quote_gone'])
  .nullable()
  .describe('Why it is not served at present; it comes back alone when the quote stands again')

const CuratedCitation = z.object({
  document_id: z.string(),
  title: z.string().describe('Empty when the document is gone or withdrawn'),
  url: z.string().nullable(),
  published_at: time.nullable(),
  quote: z.string().optional().describe('document.text.slice(start, end); absent while it does not stand'),
  start: offset,
  end: offset,
  stands: z.boolean(),
  reason: fault,
})

const CuratedAnswer = z
  .object({
    id: z.string(),
    collection: z.string(),
    question: z.string(),
    wordings: z.array(z.string()),
    blocks: z.array(
      z.object({
        text: z.string().nullable().describe('Null: the quote, word for word'),
        citations: z.array(CuratedCitation),
      }),
    ),
    state: z.enum(['live', 'stale']).describe('stale: not served, a quote of it does not stand'),
    reason: fault,
    created_at: time,
    created_by: z.string(),
    updated_at: time,
    updated_by: z.string(),
  })
  .describe('A question with the answer that an editor gave it, served before anything is searched')

const CheckedQuestion = z.object({
  question: z.string(),
  answered: z.boolean(),
  answered_by: z.string().nullable().describe('The curated answer that was served; null: none was'),
  answered_by_this: z.boolean(),
  cites_the_same: z.boolean().describe('It cites every place that the curated answer cites'),
  wrong: z.boolean().describe('Answered, but neither by this nor from the same places'),
})

/** What `/v1/curated` answers. */
export const CURATED_SHAPES = {
  CuratedAnswer,
  CuratedPage: z.object({
    curated: z.array(CuratedAnswer),
    next_cursor: z.string().nullable().describe('Pass it as `cursor`; null on the last page'),
  }),
  CuratedCheck: z
    .object({
      id: z.string(),
      asked: z.int(),
      answered_by_this: z.int(),
      cites_the_same: z.int(),
      wrong: z.int(),
      questions: z.array(CheckedQuestion),
    })
    .describe('What asking its question and wordings brought'),
} as const
