/** What a question and a sentence have in common, token by token; 0 where they have nothing. */
export interface CommonRuns {
  /** Length of the longest common run through each token of the question (see runLength). */
  readonly ofQuestion: Uint8Array
  /** The same for each token of the sentence. */
  readonly ofSentence: Uint8Array
}

const LONGEST = 255

/**
 * Finds the longest runs of tokens that sentences share with a question. The time grows with the number of
 * pairs of equal tokens.
 */
export function createRunFinder(question: readonly string[]): (sentence: readonly string[]) => CommonRuns {
  const places = new Map<string, number[]>()
  for (const [place, token] of question.entries()) places.set(token, [...(places.get(token) ?? []), place])
  return sentence => {
    const runs = {
      ofQuestion: new Uint8Array(question.length),
      ofSentence: new Uint8Array(sentence.length),
    }
    // Lengths of the runs that end at the token before, and at this one, by their place in the question.
    let before = new Uint8Array(question.length + 1)
    let current = new Uint8Array(question.length + 1)
    for (const [column, token] of sentence.entries()) {
      current.fill(0)
      for (const row of places.get(token) ?? NOWHERE) {
        const length = Math.min(LONGEST, (before[row] ?? 0) + tokenLength(token))
        current[row + 1] = length
        const next = question[row + 1]
        if (next === undefined || next !== sentence[column + 1]) note(runs, { row, column, length })
      }
      ;[before, current] = [current, before]
    }
    return runs

    /** A run ends here: all of its tokens have its length. */
    function note(
      { ofQuestion, ofSentence }: CommonRuns,
      end: { row: number; column: number; length: number },
    ) {
      let { row, column } = end
      while (row >= 0 && column >= 0 && question[row] === sentence[column]) {
        ofQuestion[row] = Math.max(ofQuestion[row] ?? 0, end.length)
        ofSentence[column] = Math.max(ofSentence[column] ?? 0, end.length)
        row--
        column--
      }
    }
  }
}

const NOWHERE: readonly number[] = []

/** A word of several letters, or a number of several digits, says as much as a pair of Chinese characters. */
const tokenLength = (token: string) => (token.length > 1 ? 2 : 1)

export const runLength = (tokens: readonly string[]) =>
  tokens.reduce((sum, token) => sum + tokenLength(token), 0)
