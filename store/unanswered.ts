import type { RecordScope } from './archive.js'

/** What is asked of the questions that the archive did not answer well. */
export interface UnansweredQuery {
  /** Only those that were asked of this collection, alone or among others, or of all. */
  readonly collection?: string | undefined
  /** RFC 3339, inclusive. */
  readonly since?: string | undefined
  /** Most rows, the newest. */
  readonly limit: number
  readonly scope?: RecordScope | undefined
}

/** A question that was refused, or whose answer was disliked; those that were asked to measure are not among them. */
export interface UnansweredQuestion {
  /** Of the answer. */
  readonly id: string
  readonly createdAt: string
  /** As it can be understood alone. */
  readonly question: string
  /** Those that were searched; null: all. */
  readonly collections: readonly string[] | null
  /** False: it was answered, and the latest rating is "down". */
  readonly refused: boolean
}
