import { z } from 'zod'

/** What was understood of a question and how its answer came about, as it goes over the wire. */

const time = z.string().describe('RFC 3339')
const offset = z.int().min(0).describe('UTF-16 code units into the text of the document')
const share = z.number().min(0).max(1)

export const Interpretation = z.object({
  published_after: time.optional(),
  published_before: time.optional(),
  time_effect: z
    .enum(['filter', 'boost'])
    .optional()
    .describe('What those bounds do: leave other documents out, or rank them a little lower'),
  phrases: z
    .array(z.string())
    .optional()
    .describe('Quoted phrases that a result holds exactly, which rank first; empty: none of them was found'),
  synonyms: z
    .array(z.object({ from: z.string(), to: z.array(z.string()) }))
    .optional()
    .describe("Expressions that were looked for beside those of the query, from a collection's settings"),
  words: z
    .array(z.string())
    .optional()
    .describe("Words of a collection's own list; what holds them whole is likelier"),
  corrections: z
    .array(z.object({ from: z.string(), to: z.string() }))
    .optional()
    .describe('Words that no passage holds, with what was found in their place'),
})

const passagePlace = {
  collection: z.string(),
  document_id: z.string(),
  passage_id: z.int(),
  start: offset,
  end: offset,
}
const namedScores = z.record(z.string(), z.number())

export const AnswerTrace = z
  .object({
    interpreted: Interpretation.extend({
      subject: z.string().optional().describe('The question without the words that became a filter'),
    }),
    terms: z
      .array(
        z.object({
          text: z.string(),
          field: z.enum(['words', 'bigrams']),
          passages: z.int().describe('Passages searched that hold it; 0: it matched nothing'),
        }),
      )
      .describe('What was looked up, in the order of the question'),
    passages: z
      .array(
        z.object({
          ...passagePlace,
          title: z.string(),
          score: share.describe('Fused; the best has 1'),
          scores: z.object({ keyword: share.nullable(), vector: share.nullable() }),
          document_share: z.number().describe('BM25 of the document, as a share of what the terms weigh'),
          passage_share: z.number().describe('BM25 of the passage, likewise'),
          probability: share.describe('That its document is the one asked for, among those retrieved'),
        }),
      )
      .describe('What was retrieved, best first'),
    sentences: z
      .array(
        z.object({
          ...passagePlace,
          text: z.string(),
          score: share,
          matched: z.array(z.string()).describe('The terms of the question that it holds'),
          features: namedScores,
        }),
      )
      .describe('The sentences considered, best first'),
    confidence_features: namedScores.nullable().describe('Null when nothing was retrieved'),
    min_confidence: share.describe('Confidence below it was refused'),
    pinned_rank: z
      .int()
      .nullable()
      .describe(
        'Rank, from 0, of the first sentence before its pinned document put it first; null: no pin did',
      ),
    dropped_citations: z
      .array(z.object(passagePlace))
      .describe('Citations whose quote did not stand where it was said to'),
    curated: z
      .object({
        id: z.string(),
        match: z.enum(['same', 'reworded']),
        similarity: z
          .number()
          .nullable()
          .describe('Cosine with the kept wording; null for the same question'),
      })
      .optional()
      .describe('The curated answer that was served; then nothing was searched'),
    generation: z
      .object({ model: z.string(), dropped_statements: z.array(z.object({ reason: z.string() })) })
      .nullable()
      .describe('Null when no language model was asked'),
    hidden_passages: z
      .int()
      .describe('Passages of it that were removed or changed since, or that the caller may not see'),
    timings_ms: z
      .object({
        interpret: z.number(),
        keyword: z.number(),
        vector: z.number(),
        fuse: z.number(),
        read: z.number(),
        generate: z.number(),
        verify: z.number(),
      })
      .describe('`keyword` and `vector` run side by side'),
  })
  .describe('How an answer came about, for administrators; it shows documents as they stand now')
