import type { Feedback, RecordScope } from './archive.js'

/** What is asked of the list of kept answers. */
export interface AnswersQuery {
  /** 1 or more. */
  readonly limit: number
  readonly cursor?: string | undefined
  readonly answered?: boolean | undefined
  /** Only those whose latest rating is this one. */
  readonly rating?: Feedback['rating'] | undefined
  readonly scope?: RecordScope | undefined
}

/** A kept answer in a list: what was asked and how it ended, without a word of any document. */
export interface ListedAnswer {
  readonly id: string
  readonly createdAt: string
  readonly question: string
  readonly owner: string
  readonly collections: readonly string[] | null
  readonly answered: boolean
  /** 0..1. */
  readonly confidence: number
  readonly mode: string
  readonly conversationId: string | null
  /** The latest. */
  readonly feedback: Feedback | null
}

export interface AnswersPage {
  /** Newest first. May be fewer than asked for, or none, with more to come: so much is looked through at once. */
  readonly answers: readonly ListedAnswer[]
  readonly nextCursor: string | null
}
