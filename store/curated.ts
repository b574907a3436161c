import type { PageStart, RetrievalFilter, Span } from '../core/types.js'

/** Why a quote of a curated answer does not stand at present. */
export type QuoteFault = 'document_gone' | 'document_withdrawn' | 'quote_gone'

/** A quote as it is handed in: `document.text.slice(start, end) === text`. */
export interface NewCuratedQuote extends Span {
  readonly documentId: string
  readonly text: string
}

export interface NewCuratedBlock {
  /** What the block says; null: its one quote, word for word. */
  readonly text: string | null
  readonly quotes: readonly NewCuratedQuote[]
}

/** A question with the answer that an editor gave it. */
export interface NewCuratedAnswer {
  readonly id: string
  readonly collection: string
  /** The question, then its further wordings. */
  readonly questions: readonly string[]
  readonly blocks: readonly NewCuratedBlock[]
  /** Who puts it, and when; kept beside those of its creation when it replaces one of the same id. */
  readonly by: string
  readonly at: string
}

/** A quote as it stands in its document now. */
export interface CuratedQuote extends Span {
  readonly documentId: string
  /** The document's own characters; null when they do not stand there any more: nothing of it is kept. */
  readonly text: string | null
  readonly fault: QuoteFault | null
  readonly title: string
  readonly url: string | null
  readonly publishedAt: string | null
  /** The passage that it begins in; null when it does not stand. */
  readonly passage: (Span & { readonly id: number; readonly pages?: readonly PageStart[] | undefined }) | null
}

export interface CuratedAnswer {
  readonly id: string
  readonly collection: string
  readonly questions: readonly string[]
  readonly blocks: readonly { readonly text: string | null; readonly quotes: readonly CuratedQuote[] }[]
  /** The first fault of its quotes; null: each of them stands, and it may be served. */
  readonly fault: QuoteFault | null
  readonly createdAt: string
  readonly createdBy: string
  readonly updatedAt: string
  readonly updatedBy: string
}

/** What a question is compared with. */
export interface CuratedQuestions {
  readonly id: string
  readonly collection: string
  readonly questions: readonly string[]
  readonly updatedAt: string
}

export interface CuratedQuery {
  /** 1 or more. */
  readonly limit: number
  readonly cursor?: string | undefined
  /** Undefined: of all. */
  readonly collections?: readonly string[] | undefined
}

/** Of a question that a caller may put into other words or stop caring about. */
export interface DismissedQuestion {
  /** As `questionKey` makes it. */
  readonly key: string
  /** Those that were searched; null: all. */
  readonly collections: readonly string[] | null
}

/**
 * Answers that editors gave, served before anything is searched. Of a quote only where it stood, how long it is and
 * its hashes are kept: what a document no longer says is nowhere, and what it says again is found again.
 */
export interface CuratedAnswers {
  /**
   * Keeps it, in the place of the one of the same id. @returns false when there is no such collection, or when it
   * would replace one of another collection
   * @throws {AppError} `too_many_curated`, `disk_full`
   */
  put(answer: NewCuratedAnswer): Promise<boolean>
  /** Newest change first. @throws {AppError} `invalid_cursor` */
  list(query: CuratedQuery): Promise<{
    readonly answers: readonly CuratedAnswer[]
    readonly nextCursor: string | null
  }>
  get(id: string, collections?: readonly string[]): Promise<CuratedAnswer | undefined>
  /** Of those ids the ones that may be served: every quote stands, in a document that the filter lets through. */
  servable(ids: readonly string[], filter?: RetrievalFilter): Promise<CuratedAnswer[]>
  /** @returns false when there was none */
  remove(id: string, collections?: readonly string[]): Promise<boolean>
  /** Of all of them, for the memory of the service. */
  questions(): Promise<CuratedQuestions[]>
  /** Unanswered questions that nobody cares about any more; the newest `MAX_DISMISSED` are kept. */
  dismiss(questions: readonly DismissedQuestion[], dismissed: boolean): Promise<void>
  dismissed(): Promise<DismissedQuestion[]>
}

/** Most questions and wordings of all curated answers together. */
export const MAX_CURATED_QUESTIONS = 10_000
export const MAX_DISMISSED = 10_000
