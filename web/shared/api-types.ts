/** The JSON of the HTTP API as the pages read it. Offsets are UTF-16 code units, half-open. */

export interface Collection {
  readonly id: string
  readonly name: string
  readonly documents: number
}

export interface DocumentSummary {
  readonly collection: string
  readonly id: string
  readonly title: string
  readonly url: string | null
  /** RFC 3339. */
  readonly published_at: string | null
  /** An editor put it before the others. */
  readonly pinned?: true
}

/** A document with its full text, to which every offset refers. */
export interface Document extends DocumentSummary {
  readonly text: string
}

/** The exact characters that support a block. */
export interface Citation {
  /** The `number` of an entry in the answer's sources. */
  readonly source: number
  readonly collection: string
  readonly document_id: string
  readonly title: string
  readonly url: string | null
  readonly published_at: string | null
  /** Where it begins; null for a document without pages. */
  readonly page?: number | null
  /** Absent when withdrawn. */
  readonly quote?: string
  readonly start: number
  readonly end: number
  readonly withdrawn?: true
}

/** One verified statement. `text` is empty when something it quotes was withdrawn. */
export interface Block {
  readonly text: string
  readonly citations: readonly Citation[]
}

export interface Source {
  readonly number: number
  readonly collection: string
  readonly document_id: string
  readonly title: string
  readonly url: string | null
  readonly published_at: string | null
  /** Where it begins; null for a document without pages. */
  readonly page?: number | null
}

/** A ranked passage; `text === document.text.slice(start, end)`. */
export interface Hit {
  readonly collection: string
  readonly document_id: string
  readonly passage_id: number
  readonly title: string
  readonly url: string | null
  readonly published_at: string | null
  /** Where it begins; null for a document without pages. */
  readonly page?: number | null
  readonly text: string
  readonly start: number
  readonly end: number
  readonly pinned?: true
  /** Of matched words, in document offsets. */
  readonly highlights: readonly (readonly [number, number])[]
}

export interface Refusal {
  readonly code: string
  readonly message: string
  readonly nearest: readonly Hit[]
}

export interface Answer {
  readonly id: string
  readonly question: string
  /** What a follow-up was understood to ask. */
  readonly standalone_question: string
  readonly answered: boolean
  /** 0..1, calibrated: of the answers at 0.9, nine in ten are right. */
  readonly confidence: number
  readonly blocks: readonly Block[]
  readonly sources: readonly Source[]
  readonly refusal: Refusal | null
  /** An editor wrote it. */
  readonly curated?: { readonly id: string }
  readonly degraded: { readonly code: string; readonly message: string } | null
  readonly conversation_id: string
  /** RFC 3339; only of an answer that was kept. */
  readonly created_at?: string
  readonly took_ms: number
}

export interface AnswerRequest {
  readonly question: string
  readonly collections?: readonly string[]
  readonly filters?: { readonly published_after?: string; readonly published_before?: string }
  /** Of an answer before: what its questions were about helps to understand this one. */
  readonly conversation_id?: string
}

export type Rating = 'up' | 'down'
