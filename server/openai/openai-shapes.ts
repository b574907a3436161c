import { z } from 'zod'

const position = z.int().min(0)
const UrlCitation = z
  .object({
    type: z.literal('url_citation'),
    url_citation: z.object({
      start_index: position.describe('UTF-16 code units into the content: where the statement begins'),
      end_index: position.describe('Exclusive: where the statement ends'),
      title: z.string(),
      url: z.string(),
    }),
  })
  .describe('A source of a statement of the content')

const usage = z
  .object({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() })
  .describe('Estimated from the texts; nothing is billed by it')

const youju = z
  .object({
    answer_id: z.string().describe('For GET /v1/answers/{id} and feedback'),
    answered: z.boolean(),
    confidence: z.number().min(0).max(1),
    mode: z.enum(['extractive', 'generative']),
    standalone_question: z.string().describe('After a follow-up is resolved'),
    degraded: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .describe('What OpenAI has no field for')

const head = { id: z.string(), created: z.int().describe('Unix time, seconds'), model: z.string() }

/** What `/v1/chat/completions` and `/v1/models` answer: OpenAI's shapes with our citations beside them. */
export function openAiShapes<Citation extends z.ZodType>(citation: Citation) {
  const citations = z.array(citation).describe('Those of the statements, in our shape')
  return {
    ChatCompletion: z.object({
      ...head,
      object: z.literal('chat.completion'),
      choices: z.array(
        z.object({
          index: z.literal(0),
          message: z.object({
            role: z.literal('assistant'),
            content: z.string(),
            refusal: z.null().describe('A question that the archive does not answer is said in `content`'),
            annotations: z.array(UrlCitation),
          }),
          logprobs: z.null(),
          finish_reason: z.literal('stop'),
        }),
      ),
      usage,
      citations,
      youju,
    }),
    ChatCompletionChunk: z.object({
      ...head,
      object: z.literal('chat.completion.chunk'),
      choices: z.array(
        z.object({
          index: z.literal(0),
          delta: z.object({
            role: z.literal('assistant').optional(),
            content: z.string().optional(),
            annotations: z.array(UrlCitation).optional().describe('All of them, with the last delta'),
          }),
          logprobs: z.null(),
          finish_reason: z.literal('stop').nullable(),
        }),
      ),
      usage: usage.nullable().optional().describe('With stream_options.include_usage'),
      citations: citations.optional(),
      youju: youju.optional(),
    }),
    Model: z.object({
      id: z.string().describe('`youju`: every collection; `youju/<collection>`: that one'),
      object: z.literal('model'),
      created: z.int().describe('Unix time, seconds'),
      owned_by: z.literal('youju'),
    }),
    ModelList: z.object({
      object: z.literal('list'),
      data: z.array(
        z.object({
          id: z.string(),
          object: z.literal('model'),
          created: z.int(),
          owned_by: z.literal('youju'),
        }),
      ),
    }),
    OpenAiError: z.object({
      error: z.object({
        message: z.string(),
        type: z.string(),
        param: z.string().nullable(),
        code: z.string(),
        request_id: z.string(),
      }),
    }),
  } as const
}
