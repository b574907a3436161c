import type { RetrievalFilter } from '../core/types.js'
import type { ShownHit } from '../retrieval/search.js'

export type AnswerMode = 'auto' | 'extractive' | 'generative'

export interface AnswerRequest {
  /** Who asks: the answer and its conversation are theirs. */
  readonly owner: string
  readonly question: string
  readonly collections?: readonly string[] | undefined
  readonly filters?: RetrievalFilter | undefined
  readonly conversationId?: string | undefined
  /** What was asked before, oldest first, by callers that keep their conversations themselves. */
  readonly earlierQuestions?: readonly string[] | undefined
  /** Default `auto`: generative when a model is configured, else extractive. */
  readonly mode?: AnswerMode | undefined
  /** It is asked to measure the service, not to know something: left out of the list of unanswered questions. */
  readonly measured?: boolean | undefined
  /** What the language model may use for it. Default: anything. */
  readonly modelTokens?: ModelTokens | undefined
}

/** A stock of tokens of a language model that somebody may use. */
export interface ModelTokens {
  /** Takes so many, before they are used. @returns false when there are not so many left, and nothing was taken */
  take(tokens: number): Promise<boolean>
  /** Gives back those that were not used. */
  giveBack(tokens: number): Promise<void>
}

/** The exact characters that support a block: `document.text.slice(start, end) === quote`. */
export interface Citation {
  /** The number of the entry in `sources`. */
  readonly source: number
  readonly collection: string
  readonly documentId: string
  readonly passageId: number
  readonly title: string
  readonly url: string | null
  readonly publishedAt: string | null
  /** Page of the document that the quote begins on, when it has pages. */
  readonly page?: number | undefined
  readonly quote: string
  readonly start: number
  readonly end: number
  /** How well the quote supports the block, 0..1. 1 when the block is the quote. */
  readonly support: number
}

/** One statement with what supports it; never without a citation in an answered answer. */
export interface Block {
  readonly text: string
  readonly citations: readonly Citation[]
  /** A model wrote it, and its quotes do not bear it out; `text` says so too (YOUJU_UNSUPPORTED=mark). */
  readonly unsupported?: true | undefined
  /** Documents of other dates say otherwise, in the blocks beside it; `text` begins with the date of its own. */
  readonly disputed?: true | undefined
}

export interface Source {
  /** 1-based, in order of first use. */
  readonly number: number
  readonly collection: string
  readonly documentId: string
  readonly title: string
  readonly url: string | null
  readonly publishedAt: string | null
  readonly passageId: number
  readonly page?: number | undefined
  readonly start: number
  readonly end: number
}

export interface Refusal {
  readonly code: 'not_in_archive' | 'archive_empty'
  readonly message: string
  readonly nearest: readonly ShownHit[]
}

export interface Degradation {
  readonly code: string
  readonly message: string
}

export interface Answer {
  readonly id: string
  readonly question: string
  readonly standaloneQuestion: string
  readonly answered: boolean
  readonly mode: 'extractive' | 'generative'
  /**
   * Calibrated: of the answers at 0.9, nine in ten are right. Of a curated one: how sure it is that the question is
   * the one that the editor answered.
   */
  readonly confidence: number
  /** The blocks joined, with [1] markers; the refusal's message when there is none. */
  readonly text: string
  readonly blocks: readonly Block[]
  readonly sources: readonly Source[]
  readonly refusal: Refusal | null
  readonly degraded: Degradation | null
  /** An editor gave this answer; nothing was searched. */
  readonly curated?: CuratedOrigin | undefined
  readonly conversationId: string
  readonly tookMs: number
}

export interface CuratedOrigin {
  readonly id: string
  /** As the editor wrote it. */
  readonly question: string
  readonly updatedAt: string
}

/** What a streaming caller is told on the way; the finished answer comes last, as the return value. */
export interface AnswerProgress {
  /** The rest is mostly waiting for a language model. */
  onWaiting?(): void
  /** Again whenever a source is added; numbers stay. */
  onSources?(sources: readonly Source[]): void
  /** A finished, verified block. */
  onBlock?(block: Block, index: number): void
  /** Provisional text of the block being written (generative mode only). */
  onDelta?(text: string, index: number): void
  /** Forget what was drafted and reported from this index on: it did not stand the check, or the model failed. */
  onDiscard?(index: number): void
}

/** Question in, cited answer or refusal out. Implemented by `createAnswerer` in answerer.ts. */
export interface Answerer {
  /** @throws {AppError} `empty_question`, `collection_not_found`; the signal's reason when aborted */
  answer(request: AnswerRequest, progress?: AnswerProgress, signal?: AbortSignal): Promise<Answer>
}
