import { z } from 'zod'

const ListedAnswer = z
  .object({
    id: z.string(),
    created_at: z.string().describe('RFC 3339'),
    question: z.string(),
    caller: z.string().describe('Id of the key or visitor that asked, or `loopback`'),
    collections: z.array(z.string()).nullable().describe('That were searched; null: unknown'),
    answered: z.boolean(),
    confidence: z.number().min(0).max(1),
    mode: z.string(),
    conversation_id: z.string().nullable(),
    feedback: z
      .object({ rating: z.enum(['up', 'down']), comment: z.string().nullable() })
      .nullable()
      .describe('The latest'),
  })
  .describe('What was asked and how it ended; GET /v1/answers/{id} shows the answer')

export const ANSWER_LIST_RESPONSES = {
  ListedAnswer,
  AnswerPage: z.object({
    answers: z.array(ListedAnswer),
    next_cursor: z.string().nullable().describe('Pass it as `cursor`; null on the last page'),
  }),
} as const
