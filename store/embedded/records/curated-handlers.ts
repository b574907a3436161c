import type { RetrievalFilter } from '../../../core/types.js'
import type { CuratedQuery, DismissedQuestion, NewCuratedAnswer } from '../../curated.js'
import {
  dismissQuestions,
  listCurated,
  putCurated,
  readCurated,
  readCuratedQuestions,
  readDismissed,
  readServable,
  removeCurated,
} from './curated-store.js'
import type { Statements } from '../statements.js'

export interface Named {
  readonly id: string
  readonly collections: readonly string[] | undefined
}

/** What the writing thread does for curated answers. */
export function curatedWriting(statements: Statements) {
  return {
    putCurated: (answer: NewCuratedAnswer) => putCurated(statements, answer),
    removeCurated: (named: Named) => removeCurated(statements, named),
    dismissQuestions: (asked: { questions: readonly DismissedQuestion[]; dismissed: boolean }) => {
      dismissQuestions(statements, asked)
    },
  }
}

/** What the reading thread does for them. */
export function curatedReading(statements: Statements) {
  return {
    listCurated: (query: CuratedQuery) => listCurated(statements, query),
    curated: (named: Named) => readCurated(statements, named),
    servableCurated: (asked: { ids: readonly string[]; filter: RetrievalFilter | undefined }) =>
      readServable(statements, asked),
    curatedQuestions: () => readCuratedQuestions(statements),
    dismissedQuestions: () => readDismissed(statements),
  }
}
