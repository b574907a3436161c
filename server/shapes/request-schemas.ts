import { z } from 'zod'
import type { Config } from '../../core/config.js'
import { curatedSchemas } from '../curated/curated-schemas.js'
import { jobSchemas } from './job-schemas.js'
import { sourceSchemas } from './source-schemas.js'
import { parseTimestamp } from '../../core/timestamp.js'
import { EvaluationsPost } from './evaluation-schemas.js'
import { createAccessSchemas } from './request-schemas-access.js'

/** What callers may send. Unknown fields are refused; every text and list has a bound. */

const MAX_ID_CHARACTERS = 512
const MAX_URL_CHARACTERS = 4096
const MAX_DOCUMENTS = 1000
const MAX_PAGES = 20_000

// Control characters and halves of surrogate pairs cannot be addressed reliably in a URL or a log.
const UNSAFE_CHARACTER = /[\p{Cc}\p{Cs}\u2028\u2029]/u

const safeText = (maxCharacters: number) =>
  z
    .string()
    .min(1)
    .max(maxCharacters)
    .refine(text => !UNSAFE_CHARACTER.test(text), 'Holds a control character or half of a surrogate pair')

// As ingest/ keeps ids and tags: what is looked up must be spelt as what was kept.
const SINGLE_SPACED = /^\S+(?: \S+)*$/u
const composed = (text: string) => text.normalize('NFC')
const singleSpaced = (text: string) => composed(text).replace(/\s+/gu, ' ').trim()

const collectionId = z
  .string()
  .regex(/^[a-z0-9_-]{1,64}$/, 'Must be 1-64 of a-z, 0-9, "-" and "_"')
  .describe('1-64 of a-z 0-9 - _')
const documentId = safeText(MAX_ID_CHARACTERS)
  .refine(id => SINGLE_SPACED.test(id), 'May hold single spaces between other characters only')
  // HTTP clients resolve these two in a path, so a document of that name could never be addressed.
  .refine(id => id !== '.' && id !== '..', 'May not be "." or ".."')
  .transform(composed)

/** For the documentation; whether such a day exists is looked at by `parseTimestamp`. */
const TIMESTAMP_PATTERN =
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2}))?$'

const timestamp = z
  .string()
  .max(64)
  .meta({ pattern: TIMESTAMP_PATTERN })
  .transform((text, context) => {
    const time = parseTimestamp(text)
    if (time !== undefined) return time
    context.addIssue({ code: 'custom', message: 'Must be an RFC 3339 time or a date YYYY-MM-DD' })
    return z.NEVER
  })
  .describe('RFC 3339, or a date YYYY-MM-DD (midnight UTC); kept in UTC, whole seconds')

export const webAddress = z
  .string()
  .max(MAX_URL_CHARACTERS)
  .refine(isWebAddress, 'Must be an absolute http or https address')
  .meta({ format: 'uri', description: 'Absolute, http or https' })

const tag = safeText(64).transform(singleSpaced)
const collections = z
  .array(collectionId)
  .max(100)
  .transform(ids => (ids.length === 0 ? undefined : ids))
  .optional()
  .describe('Default, and when empty: every collection')

const filters = z
  .strictObject({
    published_after: timestamp.optional().describe('Inclusive'),
    published_before: timestamp.optional().describe('Exclusive'),
    tags: z.array(tag).max(32).optional().describe('A document matches when it has every tag'),
    document_ids: z.array(documentId).max(1000).optional(),
  })
  .optional()

const share = z.number().min(0).max(1)
const MAX_SYNONYM_GROUPS = 1000
const MAX_SYNONYMS = 20
const MAX_WORDS = 2000
const expression = safeText(64)
  .transform(singleSpaced)
  .refine(text => /[\p{L}\p{N}]/u.test(text), 'Must hold a letter or a digit')

const pageLimit = (fallback: number, max: number) => z.coerce.number().int().min(1).max(max).default(fallback)
const opaqueId = safeText(128)

const pageStarts = z
  .array(z.tuple([z.int().min(0), z.int().min(0)]))
  .max(MAX_PAGES)
  .refine(isAscending, 'Must be in the order of their offsets')
  .describe('Where pages begin: [offset in `text` as it was sent, page]; shown with what is quoted')

const documentInput = (maxCharacters: number) =>
  z.strictObject({
    id: documentId.optional().describe('Made from the content when absent'),
    title: z
      .string()
      .max(1000)
      .refine(title => title.trim() !== '', 'Must not be empty'),
    text: z
      .string()
      .max(maxCharacters)
      .describe('Kept normalised: well-formed Unicode, NFC, \\n line ends, no NUL'),
    url: webAddress.optional(),
    published_at: timestamp.optional(),
    author: safeText(200).optional(),
    tags: z.array(tag).max(32).optional(),
    language: z
      .string()
      .max(35)
      .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'Must be a language tag such as zh-CN')
      .optional(),
    pages: pageStarts.optional(),
  })

/** The request schemas; the bounds that an operator may change come from the settings. */
export function createRequestSchemas(
  limits: Pick<Config, 'YOUJU_DOCUMENT_MAX_CHARACTERS' | 'YOUJU_QUESTION_MAX_CHARACTERS'>,
) {
  const question = z.string().max(limits.YOUJU_QUESTION_MAX_CHARACTERS)
  return {
    ...createAccessSchemas({ collectionId, shortText: safeText(200), timestamp, opaqueId }),
    collectionPath: z.strictObject({ collection: collectionId }),
    documentPath: z.strictObject({ collection: collectionId, id: documentId }),
    idPath: z.strictObject({ id: opaqueId }),
    noQuery: z.strictObject({}),
    answerQuery: z.strictObject({
      trace: z
        .enum(['true', 'false'])
        .default('false')
        .describe('`true`: with how the answer came about; for administrators'),
    }),
    answersQuery: z.strictObject({
      limit: pageLimit(50, 200),
      cursor: z.string().min(1).max(2048).optional(),
      answered: z.enum(['true', 'false']).optional(),
      rating: z.enum(['up', 'down']).optional().describe('The latest that it was given'),
    }),
    documentsQuery: z.strictObject({
      limit: pageLimit(50, 200),
      cursor: z.string().min(1).max(2048).optional(),
      order: z
        .enum(['newest', 'oldest', 'pinned'])
        .default('newest')
        .describe('`pinned`: those that are pinned, then the others; each part newest first'),
      published_after: timestamp.optional().describe('Inclusive'),
      published_before: timestamp.optional().describe('Exclusive'),
      state: z.enum(['live', 'withdrawn']).default('live'),
      pinned: z.enum(['true', 'false']).optional().describe('Only those that are pinned, or are not'),
    }),
    documentDeletion: z.strictObject({
      keep_withdrawn: z
        .enum(['true', 'false'])
        .default('false')
        .describe('`true`: one that is withdrawn stays so (404), for sources that no longer have it'),
    }),
    evaluationsQuery: z.strictObject({ limit: pageLimit(50, 200) }),
    EvaluationsPost,
    ReindexPost: z
      .strictObject({
        collections,
        vectors: z.boolean().optional().describe('Every vector anew, not only the missing ones'),
      })
      .optional()
      .transform(body => body ?? {}),
    WithdrawalPost: z
      .strictObject({ reason: safeText(500).optional().describe('Shown to writers') })
      .optional()
      .transform(body => body ?? {}),
    ...curatedSchemas({
      collectionId,
      documentId,
      question,
      timestamp,
      opaqueId,
      pageLimit: pageLimit(50, 200),
    }),
    ...sourceSchemas(safeText, webAddress),
    ...jobSchemas(safeText, collectionId),
    jobsQuery: z.strictObject({ limit: pageLimit(50, 200) }),
    CollectionPut: z
      .strictObject({ name: safeText(200).optional() })
      .optional()
      .transform(body => body ?? {}),
    CollectionSettingsPut: z.strictObject({
      synonyms: z
        .array(z.array(expression).min(2).max(MAX_SYNONYMS))
        .max(MAX_SYNONYM_GROUPS)
        .default([])
        .describe(
          'Groups of expressions that mean the same; what is asked for by one is found by the others',
        ),
      words: z
        .array(expression)
        .max(MAX_WORDS)
        .default([])
        .describe('Names, products and codes that are one word: passages that hold them whole come first'),
      min_confidence: share.nullable().default(null).describe('null: YOUJU_ANSWER_MIN_CONFIDENCE holds'),
      reranker: z
        .enum(['remote'])
        .nullable()
        .default(null)
        .describe('remote: the best passages are sent to YOUJU_RERANK_BASE_URL and ranked by what it says'),
    }),
    DocumentsPost: z.strictObject({
      documents: z
        .array(documentInput(limits.YOUJU_DOCUMENT_MAX_CHARACTERS))
        .min(1)
        .max(MAX_DOCUMENTS)
        .describe('Of several with one id, the last wins'),
    }),
    SearchPost: z.strictObject({
      query: question,
      collections,
      limit: z.int().min(1).max(100).default(10),
      mode: z.enum(['hybrid', 'keyword', 'vector']).default('hybrid'),
      filters,
    }),
    AnswersPost: z.strictObject({
      question,
      collections,
      filters,
      conversation_id: opaqueId.optional(),
      mode: z.enum(['auto', 'extractive', 'generative']).default('auto'),
      measured: z
        .boolean()
        .default(false)
        .describe('Asked to measure the service: left out of the unanswered questions'),
    }),
    FeedbackPost: z.strictObject({
      rating: z.enum(['up', 'down']),
      comment: z.string().max(2000).optional(),
    }),
  } as const
}

export type RequestSchemas = ReturnType<typeof createRequestSchemas>

/** A request as it was validated: defaults filled in, times in one form. */
export type Validated<Name extends keyof RequestSchemas> = z.output<RequestSchemas[Name]>

/** A request as a caller may send it. */
export type WireInput<Name extends keyof RequestSchemas> = z.input<RequestSchemas[Name]>

function isAscending(pages: readonly (readonly [number, number])[]): boolean {
  return pages.every(([offset], index) => index === 0 || offset > (pages[index - 1]?.[0] ?? 0))
}

function isWebAddress(text: string): boolean {
  if (UNSAFE_CHARACTER.test(text) || !URL.canParse(text)) return false
  const { protocol } = new URL(text)
  return protocol === 'http:' || protocol === 'https:'
}
