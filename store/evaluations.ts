import type { RecordScope } from './archive.js'

/** A run of questions that was measured, without its questions. `summary` is JSON of the server's shape. */
export interface EvaluationHead {
  readonly id: string
  readonly createdAt: string
  readonly owner: string
  /** Those that were asked; null: all there were. */
  readonly collections: readonly string[] | null
  readonly name: string
  readonly summary: unknown
}

/** It holds no text of documents: places and figures only. */
export interface EvaluationRecord extends EvaluationHead {
  /** JSON of the server's shape, a question each. */
  readonly questions: unknown
}

/** Runs of the past, to be compared with. */
export interface Evaluations {
  /** Keeps a run; beyond `MAX_EVALUATIONS` the oldest ones go. */
  put(record: EvaluationRecord): Promise<void>
  /** Newest first. */
  list(limit: number, scope?: RecordScope): Promise<EvaluationHead[]>
  get(id: string, scope?: RecordScope): Promise<EvaluationRecord | undefined>
  /** @returns false when there was none */
  remove(id: string, scope?: RecordScope): Promise<boolean>
}

/** Most runs that are kept. */
export const MAX_EVALUATIONS = 200
