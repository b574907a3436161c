import type { Comparison } from '../../answer/evaluate/compare.js'
import type { Wire } from '../../server/shapes/response-schemas.js'
import type { MeasuredQuestion } from './run-questions.js'

/** A run with all that is told of it. */
export interface Evaluation {
  /** Null when it was not kept. */
  readonly id: string | null
  readonly name: string
  readonly createdAt: string
  /** Null: every collection. */
  readonly collections: readonly string[] | null
  readonly summary: Wire<'EvaluationHead'>['summary']
  readonly measured: readonly MeasuredQuestion[]
  /** Gold documents that are in none of the collections asked. */
  readonly missingGold: readonly string[]
  readonly compared: { readonly before: Wire<'Evaluation'>; readonly comparison: Comparison } | null
}
