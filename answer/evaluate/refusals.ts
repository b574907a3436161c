/** What became of questions by whether the archive holds their answer. */
export interface Refusals {
  readonly answerable: number
  /** Refused although the archive holds the answer: as a share of `answerable`. */
  readonly wronglyRefused: number | null
  readonly unanswerable: number
  /** Refused, and the archive does not hold the answer: as a share of `unanswerable`. */
  readonly rightlyRefused: number | null
}

export function refusalsOf(
  questions: readonly { readonly answerable: boolean; readonly answered: boolean }[],
): Refusals {
  const answerable = questions.filter(question => question.answerable)
  const unanswerable = questions.filter(question => !question.answerable)
  return {
    answerable: answerable.length,
    wronglyRefused: shareRefused(answerable),
    unanswerable: unanswerable.length,
    rightlyRefused: shareRefused(unanswerable),
  }
}

function shareRefused(questions: readonly { readonly answered: boolean }[]): number | null {
  if (questions.length === 0) return null
  return questions.filter(({ answered }) => !answered).length / questions.length
}
