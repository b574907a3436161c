import { z } from 'zod'

interface Parts<Id extends z.ZodType, DocumentId extends z.ZodType> {
  readonly collectionId: Id
  readonly documentId: DocumentId
  readonly question: z.ZodString
  readonly pageLimit: z.ZodType<number>
  readonly timestamp: z.ZodType<string>
  readonly opaqueId: z.ZodType<string>
}

/** Questions dismissed at once. */
const MAX_DISMISSED = 200
const MAX_WORDINGS = 20
const MAX_BLOCKS = 20
/** As many as a statement of a language model may have. */
const MAX_CITATIONS = 6
const MAX_QUOTE_CHARACTERS = 1200
const MAX_TEXT_CHARACTERS = 600

/** What editors may send. */
export function curatedSchemas<Id extends z.ZodType, DocumentId extends z.ZodType>(
  parts: Parts<Id, DocumentId>,
) {
  const question = parts.question.min(1)
  const written = {
    question,
    wordings: z.array(question).max(MAX_WORDINGS).default([]).describe('Other ways to ask the same'),
    blocks: z
      .array(
        z.strictObject({
          text: z
            .string()
            .max(MAX_TEXT_CHARACTERS)
            .nullish()
            .describe(
              'What the block says; it must follow from its quotes. Absent: each quote is a block by itself',
            ),
          citations: z
            .array(
              z.strictObject({
                document_id: parts.documentId,
                quote: z
                  .string()
                  .min(1)
                  .max(MAX_QUOTE_CHARACTERS)
                  .describe('Found by its letters: width, case, punctuation and spaces may differ'),
              }),
            )
            .min(1)
            .max(MAX_CITATIONS),
        }),
      )
      .min(1)
      .max(MAX_BLOCKS),
  }
  return {
    curatedQuery: z.strictObject({
      collection: parts.collectionId.optional(),
      limit: parts.pageLimit,
      cursor: z.string().min(1).max(2048).optional(),
    }),
    unansweredQuery: z.strictObject({
      collection: parts.collectionId.optional(),
      since: parts.timestamp.optional().describe('Inclusive'),
      limit: parts.pageLimit,
    }),
    UnansweredDismissPost: z
      .strictObject({
        answer_ids: z.array(parts.opaqueId).max(MAX_DISMISSED).default([]),
        questions: z.array(question).max(MAX_DISMISSED).default([]),
        dismissed: z.boolean().default(true).describe('false: puts them back'),
      })
      .refine(({ answer_ids, questions }) => answer_ids.length + questions.length > 0, {
        message: 'Needs answer_ids or questions',
      }),
    CuratedPost: z.strictObject({ collection: parts.collectionId, ...written }),
    CuratedPut: z.strictObject(written),
  }
}
