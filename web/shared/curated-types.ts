import type { Hit } from './api-types.js'

/** The JSON of curated answers and unanswered questions as the console reads it. */

export type StaleReason = 'document_gone' | 'document_withdrawn' | 'quote_gone'

export interface CuratedCitation {
  readonly document_id: string
  /** Empty when the document is gone. */
  readonly title: string
  /** Absent while it does not stand. */
  readonly quote?: string
  readonly stands: boolean
  readonly reason: StaleReason | null
}

export interface CuratedAnswer {
  readonly id: string
  readonly collection: string
  readonly question: string
  readonly wordings: readonly string[]
  readonly blocks: readonly {
    /** Null: the block is its quotes, word for word. */
    readonly text: string | null
    readonly citations: readonly CuratedCitation[]
  }[]
  readonly state: 'live' | 'stale'
  readonly reason: StaleReason | null
  readonly updated_at: string
}

/** What its questions were answered with when they were asked again. */
export interface CuratedCheck {
  readonly asked: number
  readonly answered_by_this: number
  readonly wrong: number
  readonly questions: readonly {
    readonly question: string
    readonly answered: boolean
    readonly answered_by_this: boolean
    readonly wrong: boolean
  }[]
}

export interface UnansweredQuestion {
  readonly question: string
  readonly count: number
  readonly refused: number
  readonly disliked: number
  readonly wordings: readonly { readonly question: string; readonly count: number }[]
  readonly last_asked_at: string
  readonly answer_ids: readonly string[]
  readonly collections: readonly string[] | null
  readonly nearest: readonly Hit[]
}
