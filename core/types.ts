/** What the rooms hand to one another. Offsets are UTF-16 code units, half-open `[start, end)`. */

/** A half-open range of UTF-16 code units of one text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where a page begins in a text, and its number: `[offset, page]`. */
export type PageStart = readonly [offset: number, page: number]

/** A document as a caller hands it in, after validation. Times are RFC 3339 strings. */
export interface DocumentInput {
  readonly id?: string | undefined
  readonly title: string
  readonly text: string
  readonly url?: string | undefined
  readonly publishedAt?: string | undefined
  readonly author?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly language?: string | undefined
  /** Where its pages (or slides) begin in `text`, ascending; for what was made of a file that has them. */
  readonly pages?: readonly PageStart[] | undefined
}

/** A document as it is kept: `text` is normalised once and every offset refers to it. */
export interface StoredDocument {
  readonly collection: string
  readonly id: string
  readonly title: string
  readonly text: string
  readonly url: string | null
  readonly publishedAt: string | null
  readonly author: string | null
  readonly tags: readonly string[]
  readonly language: string | null
  /** 1 at creation, one more at every change of content. */
  readonly version: number
  readonly indexedAt: string
  readonly passages: number
  /** Only of a document that nobody can find or read at present. */
  readonly withdrawn?: { readonly at: string; readonly reason: string | null }
  /** Only of a document that an editor put before the others. */
  readonly isPinned?: true
}

export type DocumentSummary = Omit<StoredDocument, 'text'>

/** A passage with what is shown of its document. `text === document.text.slice(start, end)`. */
export interface Passage extends Span {
  /** Unique in the archive, never reused; also the label in the vector index (below 2^32). */
  readonly id: number
  readonly collection: string
  readonly documentId: string
  readonly title: string
  readonly url: string | null
  readonly publishedAt: string | null
  /** 0-based position within the document. */
  readonly ordinal: number
  readonly text: string
  /** The page that it begins on, at its start, and where others begin in it, in offsets of the document. */
  readonly pages?: readonly PageStart[] | undefined
  /** Only of a document that an editor put before the others. */
  readonly isPinned?: true
}

export interface CollectionInfo {
  readonly id: string
  readonly name: string
  readonly documents: number
  readonly passages: number
  readonly updatedAt: string
  /** Changes whenever its settings do; 0 while it has none. */
  readonly settingsVersion: number
}

/** What the operator of a collection sets for retrieval and answers in it. */
export interface CollectionSettings {
  /** Groups of expressions that mean the same. */
  readonly synonyms: readonly (readonly string[])[]
  /** Names, products and codes that are one word here. */
  readonly words: readonly string[]
  /** Overrides YOUJU_ANSWER_MIN_CONFIDENCE, 0..1; null: that holds. */
  readonly minConfidence: number | null
  /** `remote`: the service of YOUJU_RERANK_BASE_URL reads the best passages again; null: none. */
  readonly reranker: 'remote' | null
}

/** Restricts retrieval; applied inside each arm, never after it. */
export interface RetrievalFilter {
  /** Inclusive lower bound, RFC 3339. Documents without a date do not match a bounded filter. */
  readonly publishedAfter?: string | undefined
  /** Exclusive upper bound, RFC 3339. */
  readonly publishedBefore?: string | undefined
  /** A document matches when it has every tag. */
  readonly tags?: readonly string[] | undefined
  readonly documentIds?: readonly string[] | undefined
}

export type UpsertStatus = 'created' | 'updated' | 'unchanged'

export interface UpsertResult {
  readonly id: string
  readonly status: UpsertStatus
  readonly passages: number
  /** It was withdrawn before and stays so: kept, and found by nobody. */
  readonly withdrawn?: true | undefined
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

export interface JobError {
  readonly item: string
  readonly code: string
  readonly detail: string
}

/** What became of the documents of a job so far. */
export interface JobCounts {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly removed: number
  /** Of the documents created and updated. */
  readonly passages: number
}

/** Long work whose progress is kept in the archive. Counts are items (documents, files, passages). */
export interface Job {
  readonly id: string
  readonly kind: string
  readonly state: JobState
  readonly done: number
  readonly total: number | null
  readonly failed: number
  readonly errors: readonly JobError[]
  readonly createdAt: string
  readonly updatedAt: string
  /** When somebody last began to work on it; null: it waits still. */
  readonly startedAt: string | null
  /** Who began it: the id of a key, or `LOCAL_OWNER`. */
  readonly owner: string
  /** The collections that it touches; null: any may be. */
  readonly collections: readonly string[] | null
  /** Name of the upload whose files it reads: a crash does not end such a job. Null: it keeps no files. */
  readonly upload: string | null
  /** Files and folders that it reads, as the operator of the machine named them; null: none. */
  readonly paths: readonly string[] | null
  /** What became of its documents; null for work of another kind. */
  readonly counts: JobCounts | null
}
