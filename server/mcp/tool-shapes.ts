import { z } from 'zod'
import { RESPONSE_SCHEMAS } from '../shapes/response-schemas.js'

/** What the tools take and give. The routes behind them check again what their own schemas demand. */

const MAX_QUESTION_CHARACTERS = 1000
const MAX_HITS = 20
const DEFAULT_PART_CHARACTERS = 8000
const MAX_PART_CHARACTERS = 20_000

const collection = z.string().max(64)
const day = z.string().max(64)
const narrowed = {
  collections: z.array(collection).max(100).optional().describe('Default: every collection you may read'),
  published_after: day.optional().describe('RFC 3339 time or YYYY-MM-DD, inclusive'),
  published_before: day.optional().describe('RFC 3339 time or YYYY-MM-DD, exclusive'),
  tags: z.array(z.string().max(64)).max(32).optional().describe('Only documents that have every tag'),
}

export const searchInput = z.strictObject({
  query: z.string().min(1).max(MAX_QUESTION_CHARACTERS).describe('Words, a question, or "a quoted phrase"'),
  limit: z.int().min(1).max(MAX_HITS).default(8),
  ...narrowed,
})

export const answerInput = z.strictObject({
  question: z
    .string()
    .min(1)
    .max(MAX_QUESTION_CHARACTERS)
    .describe('One question that can be understood by itself, Chinese or English'),
  ...narrowed,
})

export const documentInput = z.strictObject({
  collection,
  document_id: z.string().min(1).max(512),
  start: z.int().min(0).default(0).describe('Offset of the first character, UTF-16 code units'),
  max_characters: z.int().min(1).max(MAX_PART_CHARACTERS).default(DEFAULT_PART_CHARACTERS),
})

export const documentPart = RESPONSE_SCHEMAS.Document.extend({
  text: z.string().describe('The part that was asked for'),
  start: z.int().min(0),
  end: z.int().min(0).describe('Exclusive'),
  total_characters: z.int().min(0),
  next_start: z.int().nullable().describe('Ask again from here for the rest; null at the end'),
})

export type DocumentPart = z.output<typeof documentPart>
