import { z } from 'zod'
import { ANSWER_LIST_RESPONSES } from './answer-list-shapes.js'
import { ACCESS_RESPONSES } from './response-schemas-access.js'
import { FollowedSource, SourceItems } from './source-shapes.js'
import { Readiness, Storage } from './operation-schemas.js'
import { Problem } from './problem-shape.js'
import { programShapes } from './program-shapes.js'
import { EvaluatedQuestion, Evaluation, EvaluationHead, EvaluationList } from './evaluation-schemas.js'
import { AnswerTrace, Interpretation } from './trace-schemas.js'

/** What the server answers, named as in the published contract. Names on the wire are snake_case. */

const time = z.string().describe('RFC 3339')
const pinned = z.literal(true).optional().describe('Only of a document that an editor put first')
const offset = z.int().min(0).describe('UTF-16 code units into the text of the document')
const share = z.number().min(0).max(1)
const page = z
  .int()
  .nullable()
  .optional()
  .describe('Page (of slides: slide) that it begins on; null without pages')

const Collection = z.object({
  id: z.string(),
  name: z.string(),
  documents: z.int(),
  passages: z.int(),
  updated_at: time,
})

const CollectionSettings = z.object({
  synonyms: z.array(z.array(z.string())),
  words: z.array(z.string()),
  min_confidence: share.nullable(),
  reranker: z.enum(['remote']).nullable(),
})

const DocumentSummary = z.object({
  collection: z.string(),
  id: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  published_at: time.nullable(),
  author: z.string().nullable(),
  tags: z.array(z.string()),
  language: z.string().nullable(),
  version: z.int().min(1).describe('1 at creation, one more at every change of content'),
  indexed_at: time,
  passages: z.int(),
  withdrawn: z
    .object({ at: time, reason: z.string().nullable() })
    .optional()
    .describe('Only of a document that is withdrawn'),
  pinned,
})

const Document = DocumentSummary.extend({
  text: z.string().describe('Normalised once when kept; every offset refers to it'),
})

const UpsertedDocuments = z.object({
  documents: z
    .array(
      z.object({
        id: z.string(),
        status: z.enum(['created', 'updated', 'unchanged']),
        passages: z.int(),
        withdrawn: z
          .literal(true)
          .optional()
          .describe('Only of one that was withdrawn before: it is kept, stays withdrawn and is not found'),
      }),
    )
    .describe('In the order given; each is durable, and searchable unless it is withdrawn'),
})

const Hit = z.object({
  collection: z.string(),
  document_id: z.string(),
  passage_id: z.int(),
  title: z.string(),
  url: z.string().nullable(),
  published_at: time.nullable(),
  text: z.string().describe('Equals document.text.slice(start, end)'),
  page,
  start: offset,
  end: offset,
  score: share.describe('Comparable within one result only; but for pinned documents, highest first'),
  pinned,
  scores: z.object({ keyword: share.nullable(), vector: share.nullable() }),
  highlights: z
    .array(z.tuple([z.int(), z.int()]))
    .describe('[start, end] of matched words, in document offsets'),
})

const SearchResult = z.object({
  hits: z.array(Hit),
  interpreted: Interpretation,
  degraded: z
    .object({ code: z.string(), message: z.string() })
    .optional()
    .describe('Why the results are ranked without the reranker that their collection asks for'),
  took_ms: z.number(),
})

const Citation = z
  .object({
    source: z.int().describe('The `number` of an entry in `sources`'),
    collection: z.string(),
    document_id: z.string(),
    passage_id: z.int(),
    title: z.string(),
    url: z.string().nullable(),
    published_at: time.nullable(),
    quote: z.string().optional().describe('document.text.slice(start, end); absent when withdrawn'),
    page,
    start: offset,
    end: offset,
    support: share,
    withdrawn: z.literal(true).optional().describe('The document no longer holds the quote'),
  })
  .describe('The exact characters that support a block')

const Block = z.object({
  text: z.string().describe('Empty when something it quotes was withdrawn'),
  citations: z.array(Citation),
  unsupported: z
    .literal(true)
    .optional()
    .describe('A model wrote it and its quotes do not bear it out (YOUJU_UNSUPPORTED=mark)'),
  disputed: z
    .literal(true)
    .optional()
    .describe(
      'Documents of other dates say otherwise, in the blocks beside it; the text begins with its date',
    ),
})

const blockIndex = z.int().min(0).describe('0-based position of the block')

const Source = z.object({
  number: z.int(),
  collection: z.string(),
  document_id: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  published_at: time.nullable(),
  passage_id: z.int(),
  page,
  start: offset,
  end: offset,
})

const Answer = z.object({
  id: z.string(),
  question: z.string(),
  standalone_question: z.string(),
  answered: z.boolean(),
  mode: z.enum(['extractive', 'generative']),
  confidence: share.describe(
    'Calibrated: of the answers at 0.9, nine in ten are right. Of a curated one: how sure it is that its question is meant',
  ),
  text: z.string(),
  blocks: z.array(Block),
  sources: z.array(Source),
  refusal: z
    .object({
      code: z.enum(['not_in_archive', 'archive_empty']),
      message: z.string(),
      nearest: z.array(Hit),
    })
    .nullable(),
  degraded: z.object({ code: z.string(), message: z.string() }).nullable(),
  curated: z
    .object({ id: z.string(), question: z.string().describe('As the editor wrote it'), updated_at: time })
    .optional()
    .describe('An editor gave this answer; nothing was searched'),
  conversation_id: z.string(),
  took_ms: z.number(),
  created_at: z.string().optional().describe('RFC 3339; only of an answer that was kept'),
  trace: AnswerTrace.nullable()
    .optional()
    .describe('Only with `?trace=true`; null for an answer that an earlier version gave'),
})

const Job = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  done: z.int(),
  total: z.int().nullable(),
  failed: z.int(),
  documents_per_second: z.number().nullable(),
  eta_seconds: z.number().nullable(),
  errors: z.array(z.object({ item: z.string(), code: z.string(), detail: z.string() })),
  counts: z
    .object({
      created: z.int(),
      updated: z.int(),
      unchanged: z.int(),
      removed: z.int(),
      passages: z.int().describe('Of the documents created and updated'),
    })
    .nullable()
    .optional()
    .describe('What became of the documents of an import'),
  created_at: time,
  started_at: time.nullable().optional().describe('When the work began; null while it waits'),
  updated_at: time,
})

/** Every named shape of an answer; the names are those of `#/components/schemas`. */
export const RESPONSE_SCHEMAS = {
  Problem,
  Collection,
  CollectionList: z.object({ collections: z.array(Collection) }),
  CollectionSettings,
  DocumentSummary,
  Document,
  DocumentPage: z.object({
    documents: z.array(DocumentSummary),
    next_cursor: z.string().nullable().describe('Pass it as `cursor`; null on the last page'),
  }),
  UpsertedDocuments,
  Hit,
  SearchResult,
  Citation,
  Block,
  Source,
  AnswerTrace,
  Answer,
  ...ANSWER_LIST_RESPONSES,
  SourcesEvent: z.object({ sources: z.array(Source) }),
  BlockEvent: Block.extend({ index: blockIndex }),
  DeltaEvent: z.object({
    index: blockIndex,
    text: z.string().describe('Provisional; to be added to what came before'),
    discarded: z
      .literal(true)
      .optional()
      .describe('Forget the drafts and blocks from this index on; what counts comes anew'),
  }),
  EvaluatedQuestion,
  EvaluationHead,
  Evaluation,
  EvaluationList,
  FollowedSource,
  FollowedSourceList: z.object({ sources: z.array(FollowedSource) }),
  SourceItems,
  StartedJob: z.object({ job_id: z.string().describe('`GET /v1/jobs/{id}` follows it') }),
  Job,
  JobStarted: z.object({ job_id: z.string() }),
  JobList: z.object({ jobs: z.array(Job) }),
  ...programShapes(Citation, Hit),
  Health: z.object({ status: z.literal('ok') }),
  Readiness,
  ...ACCESS_RESPONSES,
  Storage,
  OpenApi: z.looseObject({ openapi: z.literal('3.1.0') }),
} as const

/** A named shape as it goes over the wire. */
export type Wire<Name extends keyof typeof RESPONSE_SCHEMAS> = z.output<(typeof RESPONSE_SCHEMAS)[Name]>
