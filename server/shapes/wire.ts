import type { Answer, Block, Citation, CuratedOrigin, Source } from '../../answer/answer.js'
import { pageAt } from '../../core/pages.js'
import { isUnderWay } from '../../core/job-state.js'
import type {
  CollectionInfo,
  CollectionSettings,
  DocumentInput,
  DocumentSummary,
  Job,
  RetrievalFilter,
  StoredDocument,
} from '../../core/types.js'
import type { Interpretation, SearchResult, ShownHit } from '../../retrieval/search.js'
import type { DiskStatus, Storage, VectorIndexStatus } from '../../store/archive.js'
import type { Validated, WireInput } from './request-schemas.js'
import type { Wire } from './response-schemas.js'

/**
 * The one place where names change between the wire (snake_case) and the rooms (camelCase). Field by field,
 * so that the compiler holds both sides to their schemas and nothing leaves that was not named here.
 */

export function filterFromWire(filters: Validated<'SearchPost'>['filters']): RetrievalFilter | undefined {
  if (filters === undefined) return undefined
  return {
    publishedAfter: filters.published_after,
    publishedBefore: filters.published_before,
    tags: filters.tags,
    documentIds: filters.document_ids,
  }
}

export function documentFromWire(document: Validated<'DocumentsPost'>['documents'][number]): DocumentInput {
  const { published_at: publishedAt, ...same } = document
  return { ...same, publishedAt }
}

/** For those who send documents: the same names, the other way round. */
export function documentInputToWire(
  document: DocumentInput,
): WireInput<'DocumentsPost'>['documents'][number] {
  const { publishedAt, tags, pages, ...same } = document
  const lists = {
    tags: tags && [...tags],
    pages: pages?.map(([offset, page]): [number, number] => [offset, page]),
  }
  return { ...same, published_at: publishedAt, ...lists }
}

export function collectionToWire(collection: CollectionInfo): Wire<'Collection'> {
  const { id, name, documents, passages, updatedAt } = collection
  return { id, name, documents, passages, updated_at: updatedAt }
}

export function settingsToWire(settings: CollectionSettings): Wire<'CollectionSettings'> {
  const { synonyms, words, minConfidence, reranker } = settings
  return {
    synonyms: synonyms.map(group => [...group]),
    words: [...words],
    min_confidence: minConfidence,
    reranker,
  }
}

export function settingsFromWire(settings: Validated<'CollectionSettingsPut'>): CollectionSettings {
  const { min_confidence: minConfidence, ...same } = settings
  return { ...same, minConfidence }
}

export function summaryToWire(document: DocumentSummary): Wire<'DocumentSummary'> {
  return {
    collection: document.collection,
    id: document.id,
    title: document.title,
    url: document.url,
    published_at: document.publishedAt,
    author: document.author,
    tags: [...document.tags],
    language: document.language,
    version: document.version,
    indexed_at: document.indexedAt,
    passages: document.passages,
    ...(document.withdrawn === undefined ? {} : { withdrawn: { ...document.withdrawn } }),
    ...(document.isPinned === true ? { pinned: true } : {}),
  }
}

export function documentToWire(document: StoredDocument): Wire<'Document'> {
  return { ...summaryToWire(document), text: document.text }
}

export function hitToWire(hit: ShownHit): Wire<'Hit'> {
  const { passage } = hit
  return {
    collection: passage.collection,
    document_id: passage.documentId,
    passage_id: passage.id,
    title: passage.title,
    url: passage.url,
    published_at: passage.publishedAt,
    text: passage.text,
    page: pageAt(passage.pages, passage.start) ?? null,
    start: passage.start,
    end: passage.end,
    score: hit.score,
    ...(passage.isPinned === true ? { pinned: true } : {}),
    scores: { keyword: hit.scores.keyword, vector: hit.scores.vector },
    highlights: hit.highlights.map(({ start, end }) => [start, end]),
  }
}

export function searchResultToWire(
  { hits, interpreted, degraded }: SearchResult,
  tookMs: number,
): Wire<'SearchResult'> {
  return {
    hits: hits.map(hitToWire),
    interpreted: interpretationToWire(interpreted),
    ...(degraded ? { degraded: { code: degraded.code, message: degraded.message } } : {}),
    took_ms: tookMs,
  }
}

export function interpretationToWire({
  publishedAfter,
  publishedBefore,
  timeEffect,
  phrases,
  synonyms,
  words,
  corrections,
}: {
  readonly [Name in keyof Interpretation]: Interpretation[Name] | undefined
}): Wire<'SearchResult'>['interpreted'] {
  return {
    ...(publishedAfter === undefined ? {} : { published_after: publishedAfter }),
    ...(publishedBefore === undefined ? {} : { published_before: publishedBefore }),
    ...(timeEffect === undefined ? {} : { time_effect: timeEffect }),
    ...(phrases === undefined ? {} : { phrases: [...phrases] }),
    ...(synonyms === undefined ? {} : { synonyms: synonyms.map(({ from, to }) => ({ from, to: [...to] })) }),
    ...(words === undefined ? {} : { words: [...words] }),
    ...(corrections === undefined ? {} : { corrections: corrections.map(({ from, to }) => ({ from, to })) }),
  }
}

export function diskToWire({ freeBytes, minFreeBytes, isLow }: DiskStatus): Wire<'Storage'>['disk'] {
  return { free_bytes: freeBytes, min_free_bytes: minFreeBytes, low: isLow }
}

export function storageToWire(storage: Storage): Wire<'Storage'> {
  return {
    disk: diskToWire(storage.disk),
    database_bytes: storage.databaseBytes,
    log_bytes: storage.logBytes,
    unused_bytes: storage.unusedBytes,
    texts_bytes: storage.textsBytes,
    answers_bytes: storage.answersBytes,
    other_bytes: storage.otherBytes,
    collections: storage.collections.map(one => ({
      collection: one.collection,
      documents: one.documents,
      passages: one.passages,
      keyword_index_bytes: one.keywordIndexBytes,
      vectors_bytes: one.vectorsBytes,
      index_files_bytes: one.indexFilesBytes,
    })),
  }
}

/** A citation as it was made, or one whose document no longer holds the quote. */
export type ShownCitation = Citation & { readonly withdrawn?: true }

/** An answer whose blocks may hold withdrawn citations. An `Answer` is one. */
export interface ShownAnswer extends Omit<Answer, 'blocks'> {
  readonly blocks: readonly ShownBlock[]
}

export interface ShownBlock extends Pick<Block, 'text' | 'unsupported' | 'disputed'> {
  readonly citations: readonly ShownCitation[]
}

function citationToWire(citation: ShownCitation): Wire<'Citation'> {
  return {
    source: citation.source,
    collection: citation.collection,
    document_id: citation.documentId,
    passage_id: citation.passageId,
    title: citation.title,
    url: citation.url,
    published_at: citation.publishedAt,
    ...(citation.withdrawn === true ? { withdrawn: true } : { quote: citation.quote }),
    page: citation.page ?? null,
    start: citation.start,
    end: citation.end,
    support: citation.support,
  }
}

export function blockToWire(block: Block | ShownBlock): Wire<'Block'> {
  return {
    text: block.text,
    citations: block.citations.map(citationToWire),
    ...(block.unsupported === true ? { unsupported: true } : {}),
    ...(block.disputed === true ? { disputed: true } : {}),
  }
}

export function sourceToWire(source: Source): Wire<'Source'> {
  return {
    number: source.number,
    collection: source.collection,
    document_id: source.documentId,
    title: source.title,
    url: source.url,
    published_at: source.publishedAt,
    passage_id: source.passageId,
    page: source.page ?? null,
    start: source.start,
    end: source.end,
  }
}

export function answerToWire(answer: ShownAnswer): Wire<'Answer'> {
  const { refusal, degraded } = answer
  return {
    id: answer.id,
    question: answer.question,
    standalone_question: answer.standaloneQuestion,
    answered: answer.answered,
    mode: answer.mode,
    confidence: answer.confidence,
    text: answer.text,
    blocks: answer.blocks.map(blockToWire),
    sources: answer.sources.map(sourceToWire),
    refusal: refusal && {
      code: refusal.code,
      message: refusal.message,
      nearest: refusal.nearest.map(hitToWire),
    },
    degraded: degraded && { code: degraded.code, message: degraded.message },
    ...(answer.curated === undefined ? {} : { curated: originToWire(answer.curated) }),
    conversation_id: answer.conversationId,
    took_ms: answer.tookMs,
  }
}

function originToWire({ id, question, updatedAt }: CuratedOrigin): Wire<'Answer'>['curated'] {
  return { id, question, updated_at: updatedAt }
}

/** Rate and remaining time are those of the work so far; null while nothing is known. */
export function jobToWire(job: Job): Wire<'Job'> {
  const seconds = (Date.parse(job.updatedAt) - Date.parse(job.startedAt ?? job.createdAt)) / 1000
  const finished = job.done + job.failed
  const rate = seconds > 0 && finished > 0 ? finished / seconds : null
  const left = job.total === null ? null : Math.max(0, job.total - finished)
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    done: job.done,
    total: job.total,
    failed: job.failed,
    documents_per_second: rate === null ? null : Number(rate.toFixed(2)),
    eta_seconds: isUnderWay(job) && rate !== null && left !== null ? Math.ceil(left / rate) : null,
    errors: job.errors.map(({ item, code, detail }) => ({ item, code, detail })),
    counts: job.counts,
    created_at: job.createdAt,
    started_at: job.startedAt,
    updated_at: job.updatedAt,
  }
}

export function vectorIndexToWire(
  index: VectorIndexStatus,
): NonNullable<Wire<'Readiness'>['vector_indexes']>[number] {
  const { collection, state, generation, count, missing } = index
  return { collection, state, generation, vectors: count, missing }
}
