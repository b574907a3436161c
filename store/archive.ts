import type { AnswersPage, AnswersQuery } from './answer-list.js'
import type { AppError } from '../core/errors.js'
import type {
  CollectionInfo,
  CollectionSettings,
  DocumentSummary,
  Job,
  JobCounts,
  PageStart,
  JobError,
  JobState,
  Passage,
  RetrievalFilter,
  Span,
  StoredDocument,
  UpsertResult,
  UpsertStatus,
} from '../core/types.js'
import type { Evaluations } from './evaluations.js'
import type { DocumentTerms, IndexUpkeep } from './index-upkeep.js'
import type { SourceRecords } from './source-records.js'
import type { AccessRecords } from './access-records.js'
import type { CuratedAnswers } from './curated.js'
import type { UnansweredQuery, UnansweredQuestion } from './unanswered.js'
import type { Webhooks } from './webhooks.js'

/** A passage ready to be kept: its span, its index terms and its vector. */
export interface PreparedPassage extends Span {
  /** Index terms of the passage text, space-separated, as core/text/tokenise makes them. */
  readonly words: string
  readonly bigrams: string
  readonly vector: Float32Array
  /** See `Passage.pages`. */
  readonly pages?: readonly PageStart[] | undefined
}

/** A document ready to be kept. Its passages tile `text` exactly, in order. */
export interface PreparedDocument {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly url: string | null
  readonly publishedAt: string | null
  readonly author: string | null
  readonly tags: readonly string[]
  readonly language: string | null
  /** Hash of everything a caller can see of the document; equal hashes mean nothing to do. */
  readonly contentHash: string
  readonly titleWords: string
  readonly titleBigrams: string
  readonly passages: readonly PreparedPassage[]
}

/** What became of a document that was put. */
export interface PutResult extends UpsertResult {
  readonly status: Exclude<UpsertStatus, 'unchanged'>
}

/** Enough of a kept document to tell whether a new one would change anything, and to report it when not. */
export interface ContentState {
  readonly contentHash: string
  readonly passages: number
  readonly isWithdrawn: boolean
}

/** Which column of the keyword index a term is looked up in. */
export type TermField = 'words' | 'bigrams'

export interface IndexTerm {
  readonly field: TermField
  readonly text: string
}

/** A word of Latin letters that may be misspelt, as the index would hold it. */
export interface MisspeltWord {
  readonly text: string
  /** Letters that may be more, less, others or swapped. */
  readonly maxEdits: number
}

/** How common terms are, over the passages of the given collections. */
export interface TermStatistics {
  readonly passages: number
  readonly documents: number
  /** Passages that hold the term, in the order asked. */
  readonly passageFrequency: readonly number[]
}

export interface KeywordQuery {
  readonly collections: readonly string[]
  /** Any may match; BM25 decides. Duplicates are folded. */
  readonly terms: readonly IndexTerm[]
  readonly filter?: RetrievalFilter | undefined
  /** Most hits returned for each collection. */
  readonly limit: number
}

/** BM25 scores; higher is better, not normalised. Best first. */
export interface PassageScore {
  readonly passageId: number
  readonly score: number
}

export interface DocumentScore {
  readonly collection: string
  readonly documentId: string
  readonly score: number
}

export interface KeywordResult {
  readonly passages: readonly PassageScore[]
  /** The documents of those passages, by the same query over their whole text. */
  readonly documents: readonly DocumentScore[]
}

export interface VectorQuery {
  readonly collections: readonly string[]
  readonly vector: Float32Array
  readonly filter?: RetrievalFilter | undefined
  /** Most hits returned for each collection. */
  readonly limit: number
}

export interface PassageVector {
  readonly passageId: number
  readonly vector: Float32Array
}

/** Most documents that are pinned at once in one collection. */
export const MAX_PINNED = 100

export interface DocumentQuery {
  readonly limit: number
  readonly cursor?: string | undefined
  /** `pinned`: those that are pinned, then the others; each part newest first. */
  readonly order: 'newest' | 'oldest' | 'pinned'
  /** Bounds of the time that they are ordered by, RFC 3339: the first inclusive, the second exclusive. */
  readonly publishedAfter?: string | undefined
  readonly publishedBefore?: string | undefined
  /** Default `live`. */
  readonly state?: 'live' | 'withdrawn' | undefined
  /** Only those that are pinned, or only those that are not. */
  readonly isPinned?: boolean | undefined
}

export interface DocumentPage {
  readonly documents: readonly DocumentSummary[]
  readonly nextCursor: string | null
}

/** An answer as it was sent, kept as JSON of the answer room's shape. */
export interface AnswerRecord {
  readonly id: string
  readonly createdAt: string
  readonly conversationId: string | null
  readonly question: string
  /** Who asked: the id of a key or of a site's visitor, or `LOCAL_OWNER`. */
  readonly owner: string
  /** The collections that were searched; null: unknown, so any. */
  readonly collections: readonly string[] | null
  readonly body: unknown
  /** What happened on the way (scores, dropped citations, timings): for administrators. */
  readonly trace: unknown
  /** It was asked to measure the service, not to know something. Default false. */
  readonly measured?: boolean | undefined
}

/** Whose records a call may find. What is left out does not limit: by default, everybody's. */
export interface RecordScope {
  readonly owner?: string | undefined
  /** A record that touched any other collection, or may have, is not found. */
  readonly collections?: readonly string[] | undefined
}

export interface Feedback {
  readonly rating: 'up' | 'down'
  readonly comment: string | null
}

/** Who began a job and what it touches. Default: the operator, any collection. */
export type JobOrigin = Partial<Pick<Job, 'owner' | 'collections' | 'upload' | 'paths'>>

export interface VectorIndexStatus {
  readonly collection: string
  readonly state: 'ready' | 'building'
  readonly generation: number
  readonly count: number
  /** Live passages whose vector of the current model is still missing. */
  readonly missing: number
}

/** The disk of the archive. When it is low, documents are refused and everything else goes on. */
export interface DiskStatus {
  readonly freeBytes: number
  readonly minFreeBytes: number
  readonly isLow: boolean
}

/** What takes how much room, bytes on the disk. */
export interface Storage {
  readonly disk: DiskStatus
  readonly databaseBytes: number
  /** Written and not yet moved into the database. */
  readonly logBytes: number
  /** In the database, and free for what comes next. */
  readonly unusedBytes: number
  readonly textsBytes: number
  readonly answersBytes: number
  readonly otherBytes: number
  readonly collections: readonly {
    readonly collection: string
    readonly documents: number
    readonly passages: number
    readonly keywordIndexBytes: number
    readonly vectorsBytes: number
    readonly indexFilesBytes: number
  }[]
}

/**
 * Everything that is kept. What a method acknowledges is durable: a crash right after it loses nothing.
 * Unknown collections: writing creates nothing and throws `collection_not_found`; so does reading.
 */
export interface Archive {
  /** The model whose vectors this archive holds and serves. */
  readonly modelId: string
  readonly dimensions: number
  /** Where documents come from. */
  readonly sources: SourceRecords
  /** Keys, sites, quotas and the audit log. */
  readonly access: AccessRecords
  /** Who is told of what happens here. */
  readonly webhooks: Webhooks
  /** Answers that editors gave. */
  readonly curated: CuratedAnswers

  putCollection(id: string, name?: string): Promise<{ collection: CollectionInfo; created: boolean }>
  collections(): Promise<CollectionInfo[]>
  collection(id: string): Promise<CollectionInfo | undefined>
  /** Removes it with everything in it. @returns false when there was none */
  deleteCollection(id: string): Promise<boolean>
  /** Undefined when there is no such collection; the defaults while nothing was set. */
  collectionSettings(id: string): Promise<CollectionSettings | undefined>
  /** Replaces them. @returns false when there is no such collection */
  putCollectionSettings(id: string, settings: CollectionSettings): Promise<boolean>

  /** What is kept under those ids, by id; ids that do not exist are left out. */
  contentStates(collection: string, ids: readonly string[]): Promise<Map<string, ContentState>>
  /**
   * Keeps all of them in one transaction and adds them to every index; resolves when each is durable and
   * searchable. A later document with the same id in the same call wins.
   * @throws {AppError} `disk_full`: nothing of the batch is kept; `collection_not_found`
   */
  putDocuments(collection: string, documents: readonly PreparedDocument[]): Promise<PutResult[]>
  document(collection: string, id: string): Promise<StoredDocument | undefined>
  /** By `publishedAt` (documents without a date count as their indexing time), then id. @throws `invalid_cursor` */
  documents(collection: string, query: DocumentQuery): Promise<DocumentPage>
  /**
   * Hides a document from every search, reader and kept answer, and keeps it for `restoreDocument`. Resolves when
   * nothing of it can be retrieved any more. It stays withdrawn when it is put again. @returns false when there was none
   */
  withdrawDocument(collection: string, id: string, reason: string | null): Promise<boolean>
  /**
   * Brings it back with the passages it had. @param terms made of `indexes.document`
   * @returns false when it is not withdrawn or has changed since the terms were made
   */
  restoreDocument(collection: string, terms: DocumentTerms): Promise<boolean>
  /**
   * Puts it before the others wherever it matches, until it is unpinned; it stays pinned when it is put again or
   * withdrawn and restored. @returns false when there is none @throws {AppError} `too_many_pins`: `MAX_PINNED` are
   */
  pinDocument(collection: string, id: string, isPinned: boolean): Promise<boolean>
  /**
   * Resolves when nothing of it can be retrieved any more. @returns false when there was none
   * @param options `keepWithdrawn`: one that is withdrawn stays so, for sources that no longer have it. Deleted, it
   * would be forgotten that somebody withdrew it, and a page that is gone for a day would bring it back
   */
  deleteDocument(
    collection: string,
    id: string,
    options?: { readonly keepWithdrawn?: boolean },
  ): Promise<boolean>

  /**
   * For each word that no passage holds the one that it is most likely meant to be: fewest edits, then the most
   * common. Undefined for what some passage holds, and where nothing is like it.
   */
  nearestTerms(
    collections: readonly string[],
    words: readonly MisspeltWord[],
  ): Promise<(string | undefined)[]>
  termStatistics(collections: readonly string[], terms: readonly IndexTerm[]): Promise<TermStatistics>
  searchKeyword(query: KeywordQuery): Promise<KeywordResult>
  /** Cosine similarity; higher is better. Best first. Empty while no vector of the current model exists. */
  searchVector(query: VectorQuery): Promise<PassageScore[]>
  /** The passages that still exist, in the order asked. */
  passages(ids: readonly number[]): Promise<Passage[]>
  /** All passages of a document, in order. */
  passagesOfDocument(collection: string, documentId: string): Promise<Passage[]>
  /** The stored vectors of the current model, by passage id; missing ones are left out. */
  vectors(ids: readonly number[]): Promise<Map<number, Float32Array>>

  /** Live passages without a vector of the current model, with the text to embed; oldest first. */
  passagesToEmbed(limit: number): Promise<Passage[]>
  /**
   * Of passages that have one already the old one stays, unless it is to be replaced: then the vector index learns
   * of it with `indexes.rebuildVectors` only.
   */
  putVectors(vectors: readonly PassageVector[], options?: { readonly replace?: boolean }): Promise<void>

  /**
   * A job that is still under way when the archive is opened again was left by a process that ended: it failed, or,
   * when it has an upload, is queued again.
   */
  createJob(kind: string, total: number | null, made?: JobOrigin): Promise<Job>
  /**
   * Sets what is given; `errors` replaces those before. A job that is over keeps its state: whoever works on it
   * learns from the job that comes back that it was cancelled meanwhile. @throws {AppError} `job_not_found`
   */
  updateJob(
    id: string,
    change: {
      state?: JobState
      done?: number
      failed?: number
      total?: number
      errors?: readonly JobError[]
      counts?: JobCounts
    },
  ): Promise<Job>
  job(id: string, scope?: RecordScope): Promise<Job | undefined>
  /**
   * Forgets jobs that were over before this time (RFC 3339), and all but the newest of those that are over and have no
   * upload. The last one that was done always stays: that there was one tells an archive that was emptied from a new
   * one. @returns how many
   */
  purgeJobs(before: string, keep: number): Promise<number>
  /** Newest first. */
  jobs(limit: number, scope?: RecordScope): Promise<Job[]>

  putAnswer(record: AnswerRecord): Promise<void>
  answer(id: string, scope?: RecordScope): Promise<AnswerRecord | undefined>
  /** Those that still exist, everybody's, in the order asked. */
  answersById(ids: readonly string[]): Promise<AnswerRecord[]>
  /** What was asked, newest first. @throws {AppError} `invalid_cursor` */
  answers(query: AnswersQuery): Promise<AnswersPage>
  /** What was refused or disliked, newest first. */
  unanswered(query: UnansweredQuery): Promise<UnansweredQuestion[]>
  /** @returns false when there is no such answer in scope */
  putFeedback(answerId: string, feedback: Feedback, scope?: RecordScope): Promise<boolean>
  /** The newest answers of a conversation, newest first. */
  conversation(id: string, limit: number, scope?: RecordScope): Promise<AnswerRecord[]>
  /** Forgets what of it is in scope. @returns false when that was nothing */
  deleteConversation(id: string, scope?: RecordScope): Promise<boolean>
  /** Forgets the answers made before this time (RFC 3339), and their feedback. @returns how many */
  purgeAnswers(before: string): Promise<number>

  readonly evaluations: Evaluations

  vectorIndexes(): Promise<VectorIndexStatus[]>
  /** What makes indexes anew. */
  readonly indexes: IndexUpkeep
  disk(): Promise<DiskStatus>
  /** Reads everything once; it takes its time. */
  storage(): Promise<Storage>
  /** Why it can serve no more, for the readiness check; undefined while all is well. */
  failure(): AppError | undefined
  /**
   * Saves the vector indexes, closes the database and releases the data directory.
   * @param deadline when it aborts, saving is given up, and half a second later a thread that hangs in the disk is left
   * behind, which the caller's process should end without waiting for. The next start makes up for what was not saved
   */
  close(deadline?: AbortSignal): Promise<void>
}
