import type { DocumentSummary } from '../shared/api-types.js'

/** The JSON of the HTTP API as the console reads it, beside what the other pages read. */

export interface ListedDocument extends DocumentSummary {
  readonly withdrawn?: { readonly at: string; readonly reason: string | null }
}

export interface Job {
  readonly id: string
  readonly kind: string
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly done: number
  readonly total: number | null
  readonly failed: number
  readonly documents_per_second: number | null
  readonly eta_seconds: number | null
  readonly errors: readonly { readonly item: string; readonly code: string; readonly detail: string }[]
  readonly counts?: { readonly created: number; readonly updated: number; readonly unchanged: number } | null
  readonly created_at: string
}

export interface Key {
  readonly id: string
  readonly name: string | null
  readonly role: 'reader' | 'writer' | 'admin'
  readonly collections: readonly string[] | null
  readonly state: 'active' | 'expired' | 'revoked'
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
}

export interface Site {
  readonly id: string
  readonly site_key: string
  readonly name: string | null
  readonly origins: readonly string[]
  readonly collections: readonly string[] | null
  readonly questions_per_day: number | null
  readonly questions_today: number
  readonly state: 'active' | 'revoked'
}

export interface AuditEntry {
  readonly time: string
  readonly request_id: string
  readonly caller: string
  readonly action: string
  readonly target: string | null
  readonly outcome: string
  readonly address: string | null
}

export interface ListedAnswer {
  readonly id: string
  readonly created_at: string
  readonly question: string
  readonly answered: boolean
  readonly confidence: number
  readonly feedback: { readonly rating: 'up' | 'down'; readonly comment: string | null } | null
}

export interface AnswerTrace {
  readonly terms: readonly { readonly text: string; readonly passages: number }[]
  readonly passages: readonly {
    readonly document_id: string
    readonly title: string
    readonly score: number
    readonly start: number
    readonly end: number
  }[]
  readonly sentences: readonly { readonly text: string; readonly score: number }[]
  readonly min_confidence: number
  /** From 0; null: no pin decided. */
  readonly pinned_rank: number | null
  readonly dropped_citations: readonly unknown[]
  readonly timings_ms: Readonly<Record<string, number>>
}

export interface CollectionSettings {
  readonly synonyms: readonly (readonly string[])[]
  readonly words: readonly string[]
  readonly min_confidence: number | null
  readonly reranker: 'remote' | null
}

/** The figures are there for keys that see every collection. */
export interface Readiness {
  readonly embedding_model?: string
  readonly documents?: number
  readonly passages?: number
  readonly disk?: { readonly free_bytes: number; readonly low: boolean }
  readonly vector_indexes?: readonly {
    readonly collection: string
    readonly state: 'ready' | 'building'
    readonly vectors: number
    readonly missing: number
  }[]
}

export interface StorageReport {
  readonly database_bytes: number
  readonly texts_bytes: number
  readonly answers_bytes: number
  readonly collections: readonly {
    readonly collection: string
    readonly keyword_index_bytes: number
    readonly vectors_bytes: number
    readonly index_files_bytes: number
  }[]
}

export interface EvaluationHead {
  readonly id: string
  readonly created_at: string
  readonly name: string
  readonly summary: {
    readonly questions: number
    readonly ranking: {
      readonly ndcg_at_10: number
      readonly recall_at_1: number
      readonly recall_at_10: number
      readonly mrr_at_10: number
    } | null
    readonly answers: {
      readonly contained: number | null
      readonly gold_cited: number | null
      readonly invalid_citations: number
    }
    readonly refusals: { readonly wrongly_refused: number | null; readonly rightly_refused: number | null }
    readonly calibration: { readonly expected_calibration_error: number | null }
    readonly answer_ms: { readonly p50: number; readonly p95: number } | null
  }
}

export interface EvaluatedQuestion {
  readonly id: string
  readonly text: string
  readonly answerable: boolean
  readonly answered: boolean
  readonly contained: boolean | null
  readonly confidence: number
  readonly ranking: { readonly ndcg_at_10: number } | null
}

export interface Evaluation extends EvaluationHead {
  readonly questions: readonly EvaluatedQuestion[]
}
