import { z } from 'zod'

const time = z.string().describe('RFC 3339')

/** What `/v1/unanswered` answers. */
export function unansweredShapes<Hit extends z.ZodType>(hit: Hit) {
  const UnansweredQuestion = z
    .object({
      question: z.string().describe('The wording asked most often'),
      count: z.int().min(1),
      refused: z.int().min(0),
      disliked: z.int().min(0).describe('Answered, and rated "down"'),
      wordings: z
        .array(z.object({ question: z.string(), count: z.int().min(1) }))
        .describe('Most asked first, at most 20'),
      first_asked_at: time,
      last_asked_at: time,
      answer_ids: z.array(z.string()).describe('Newest first, at most 50'),
      collections: z.array(z.string()).nullable().describe('Searched for the newest; null: all'),
      nearest: z.array(hit).describe('Sources nearest to the newest refusal, as far as they are there still'),
    })
    .describe('Questions that ask for much the same, and that nobody got a good answer to')
  return {
    UnansweredQuestion,
    UnansweredList: z.object({
      questions: z.array(UnansweredQuestion).describe('Most asked first'),
      looked_at: z.int().min(0).describe('Refusals and disliked answers, the newest'),
      complete: z.boolean().describe('false: there are older ones that were not looked at'),
    }),
  } as const
}
