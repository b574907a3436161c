import type { CitationScores } from './citations.js'
import type { RankingScores } from './ranking.js'

/** What was measured of one question. It holds no text of a document, so nothing of it can be withdrawn. */
export interface QuestionResult extends CitationScores {
  readonly id: string
  readonly text: string
  readonly answerable: boolean
  /** Null without gold documents. */
  readonly ranking: RankingScores | null
  readonly answered: boolean
  /** 0..1 */
  readonly confidence: number
  /** The answer says a gold answer; null when none is known. A refusal says none. */
  readonly contained: boolean | null
  /** A quote holds a gold answer, likewise. */
  readonly containedInQuotes: boolean | null
  /** A gold document is cited; null without gold documents. */
  readonly goldCited: boolean | null
  /** Text of the statements, UTF-16 code units; 0 for a refusal. */
  readonly answerLength: number
  readonly searchMs: number
  readonly answerMs: number
  /** Of the answer, where it was kept. */
  readonly answerId: string | null
}
