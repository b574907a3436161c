import { z } from 'zod'
import { MAX_QUESTIONS } from '../../answer/evaluate/questions.js'

/** Measured runs, as they are sent and answered. */

const share = z.number().min(0).max(1)
const milliseconds = z.number().min(0).max(86_400_000)
const count = z.int().min(0).max(1_000_000)
/** Of the counts of all questions of a run. */
const sum = z.int().min(0)
const mean = share.nullable().describe('Null when nothing could be judged')

const rankingScores = {
  ndcg_at_10: share,
  recall_at_1: share,
  recall_at_3: share,
  recall_at_10: share,
  mrr_at_10: share,
}

export const EvaluatedQuestion = z
  .strictObject({
    id: z.string().min(1).max(128).describe('By which runs are compared'),
    text: z.string().max(1000),
    answerable: z.boolean().describe('Whether the archive holds the answer'),
    ranking: z.strictObject(rankingScores).nullable().describe('Null without gold documents'),
    answered: z.boolean(),
    confidence: share,
    contained: z.boolean().nullable().describe('The answer says a gold answer; null when none is known'),
    contained_in_quotes: z.boolean().nullable(),
    gold_cited: z.boolean().nullable().describe('A gold document is cited; null without gold documents'),
    answer_length: count.describe('UTF-16 code units; 0 for a refusal'),
    citations: count,
    invalid_citations: count,
    uncited_blocks: count,
    support: share.nullable(),
    search_ms: milliseconds,
    answer_ms: milliseconds,
    answer_id: z.string().min(1).max(128).nullable().describe('Where the answer was kept'),
  })
  .describe('What was measured of one question; no text of documents')

export const EvaluationsPost = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .refine(name => name.trim() !== '' && !/\p{Cc}/u.test(name), 'Must hold words and no control character'),
  collections: z
    .array(z.string().regex(/^[a-z0-9_-]{1,64}$/))
    .min(1)
    .max(100)
    .optional()
    .describe('Those that were asked. Default: every collection'),
  mode: z.enum(['auto', 'extractive', 'generative']).default('auto').describe('Of the answers'),
  concurrency: z.int().min(1).max(64).default(1).describe('Questions asked at once'),
  questions: z
    .array(EvaluatedQuestion)
    .min(1)
    .max(MAX_QUESTIONS)
    .refine(list => new Set(list.map(({ id }) => id)).size === list.length, 'Ids must differ'),
})

const latency = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable()

const summary = z
  .object({
    mode: EvaluationsPost.shape.mode,
    concurrency: z.int(),
    questions: count,
    ranking: z
      .object({ judged: count, ...rankingScores })
      .nullable()
      .describe('Means over the questions with gold documents'),
    answers: z.object({
      answered: count,
      contained: mean,
      contained_in_quotes: mean,
      gold_cited: mean,
      mean_length: z.number().nullable(),
      citations: sum,
      invalid_citations: sum,
      uncited_blocks: sum,
      support: mean,
    }),
    refusals: z.object({
      answerable: count,
      wrongly_refused: mean,
      unanswerable: count,
      rightly_refused: mean,
    }),
    calibration: z.object({
      judged: count,
      bins: z.array(
        z.object({
          from: share,
          to: share,
          count,
          mean_confidence: mean,
          share_right: mean,
        }),
      ),
      expected_calibration_error: mean,
      confident: z.object({ count, share_right: mean }).describe('At a confidence of 0.9 or more'),
    }),
    search_ms: latency,
    answer_ms: latency,
  })
  .describe('Worked out by the server from the questions')

export const EvaluationHead = z.object({
  id: z.string(),
  created_at: z.string().describe('RFC 3339'),
  name: z.string(),
  collections: z.array(z.string()).nullable().describe('Null: every collection'),
  summary,
})

export const Evaluation = EvaluationHead.extend({ questions: z.array(EvaluatedQuestion) })

export const EvaluationList = z.object({ evaluations: z.array(EvaluationHead) })
