import { z } from 'zod'
import { answerText } from '../answer/answer-text.js'
import type { Answer } from '../answer/answer.js'
import type { StoredDocument } from '../core/types.js'
import type { ShownHit } from '../retrieval/search.js'
import type { ServerDeps } from './deps.js'
import type { AnswerRecord, RecordScope } from '../store/archive.js'
import type { ShownAnswer, ShownBlock } from './shapes/wire.js'

const offset = z.int().min(0)
const place = {
  collection: z.string(),
  documentId: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  publishedAt: z.string().nullable(),
  page: z.int().optional(),
  start: offset,
  end: offset,
}
const pages = z.array(z.tuple([offset, z.int()])).optional()
const hit = z.object({
  passage: z.object({ ...place, id: z.int(), ordinal: z.int(), text: z.string(), pages }),
  score: z.number(),
  scores: z.object({ keyword: z.number().nullable(), vector: z.number().nullable() }),
  highlights: z.array(z.object({ start: offset, end: offset })),
})

/** An answer as it lies in the archive. */
const storedAnswer: z.ZodType<Answer> = z.object({
  id: z.string(),
  question: z.string(),
  standaloneQuestion: z.string(),
  answered: z.boolean(),
  mode: z.enum(['extractive', 'generative']),
  confidence: z.number(),
  text: z.string(),
  blocks: z.array(
    z.object({
      text: z.string(),
      unsupported: z.literal(true).optional(),
      disputed: z.literal(true).optional(),
      citations: z.array(
        z.object({ ...place, source: z.int(), passageId: z.int(), quote: z.string(), support: z.number() }),
      ),
    }),
  ),
  sources: z.array(z.object({ ...place, number: z.int(), passageId: z.int() })),
  refusal: z
    .object({
      code: z.enum(['not_in_archive', 'archive_empty']),
      message: z.string(),
      nearest: z.array(hit),
    })
    .nullable(),
  degraded: z.object({ code: z.string(), message: z.string() }).nullable(),
  curated: z.object({ id: z.string(), question: z.string(), updatedAt: z.string() }).optional(),
  conversationId: z.string(),
  tookMs: z.number(),
})

type FindDocument = (collection: string, id: string) => Promise<StoredDocument | undefined>

/** A stored answer as it may be shown now, with the record that it was read from. */
export interface ReadAnswer {
  readonly answer: ShownAnswer
  readonly record: AnswerRecord
}

/**
 * A stored answer as it may be shown now: whatever it took from a document that has since been removed or
 * changed is left out, wherever it stands.
 * @returns undefined when there is none in scope, or what lies there is not an answer (logged)
 */
export async function readStoredAnswer(
  { archive, log }: Pick<ServerDeps, 'archive' | 'log'>,
  id: string,
  scope: RecordScope,
): Promise<ReadAnswer | undefined> {
  const record = await archive.answer(id, scope)
  if (record === undefined) return undefined
  const answer = asAnswer(record, log)
  if (answer === undefined) return undefined
  return { answer: await withoutWithdrawn(answer, documentFinder(archive)), record }
}

/**
 * The sources that stored refusals named as nearest, by the ids of the answers, in one read. No document is looked at:
 * the archive blanks what it keeps of those that were removed or changed, and what it gives of those that are withdrawn.
 */
export async function readNearestSources(
  { archive, log }: Pick<ServerDeps, 'archive' | 'log'>,
  ids: readonly string[],
): Promise<Map<string, readonly ShownHit[]>> {
  const nearest = new Map<string, readonly ShownHit[]>()
  for (const record of await archive.answersById(ids)) {
    const hits = asAnswer(record, log)?.refusal?.nearest ?? []
    nearest.set(
      record.id,
      hits.filter(({ passage }) => passage.text !== ''),
    )
  }
  return nearest
}

/** @returns undefined for what is not an answer (logged) */
function asAnswer({ id, body }: AnswerRecord, log: ServerDeps['log']): Answer | undefined {
  const parsed = storedAnswer.safeParse(body)
  if (parsed.success) return parsed.data
  log.error({ answer: id, issues: parsed.error.issues.slice(0, 5) }, 'a stored answer has an unknown shape')
  return undefined
}

async function withoutWithdrawn(answer: Answer, find: FindDocument): Promise<ShownAnswer> {
  const blocks = await Promise.all(answer.blocks.map(block => showBlock(block, find)))
  const nearest = answer.refusal === null ? [] : await keepPresent(answer.refusal.nearest, find)
  const sources = await Promise.all(
    answer.sources.map(async source => {
      const document = await find(source.collection, source.documentId)
      return document === undefined ? { ...source, ...GONE } : source
    }),
  )
  const complete = blocks.every(isComplete)
  return {
    ...answer,
    blocks,
    sources,
    text: answer.refusal?.message ?? (complete ? answer.text : answerText(blocks.filter(isComplete))),
    refusal: answer.refusal && { ...answer.refusal, nearest },
  }
}

/** A block that quotes something withdrawn loses its text: in extractive mode the text is the quote. */
async function showBlock(block: Answer['blocks'][number], find: FindDocument): Promise<ShownBlock> {
  const citations = await Promise.all(
    block.citations.map(async citation => {
      const document = await find(citation.collection, citation.documentId)
      if (document?.text.slice(citation.start, citation.end) === citation.quote) return citation
      return { ...citation, ...(document === undefined ? GONE : {}), quote: '', withdrawn: true as const }
    }),
  )
  const shown = { ...block, citations }
  return isComplete(shown) ? shown : { ...shown, text: '' }
}

/** A title and an address are the document's own words too. */
const GONE = { title: '', url: null } as const

async function keepPresent(hits: readonly ShownHit[], find: FindDocument): Promise<ShownHit[]> {
  const present = await Promise.all(
    hits.map(async ({ passage }) => {
      const document = await find(passage.collection, passage.documentId)
      return document?.text.slice(passage.start, passage.end) === passage.text
    }),
  )
  return hits.filter((_, index) => present[index])
}

function isComplete(block: ShownBlock): boolean {
  return block.citations.every(citation => citation.withdrawn !== true)
}

/** Reads each document once, however often it is cited. A collection that is gone holds no document. */
function documentFinder(archive: ServerDeps['archive']): FindDocument {
  const found = new Map<string, Promise<StoredDocument | undefined>>()
  const read: FindDocument = async (collection, id) =>
    (await archive.collection(collection)) === undefined ? undefined : archive.document(collection, id)
  return (collection, id) => {
    const key = JSON.stringify([collection, id])
    const document = found.get(key) ?? read(collection, id)
    found.set(key, document)
    return document
  }
}
