import { FAULTS, type Fault } from '../evaluation-messages.js'
import type { MeasuredQuestion } from '../run-questions.js'

export interface FaultyQuestion {
  readonly measured: MeasuredQuestion
  readonly fault: Fault
}

/** The questions with a fault, gravest first; among equals the most confident, which mislead most. */
export function worstQuestions(measured: readonly MeasuredQuestion[]): FaultyQuestion[] {
  return measured
    .flatMap((question): FaultyQuestion[] => {
      const fault = faultOf(question)
      return fault === undefined ? [] : [{ measured: question, fault }]
    })
    .sort(
      (one, other) =>
        FAULTS.indexOf(one.fault) - FAULTS.indexOf(other.fault) ||
        other.measured.result.confidence - one.measured.result.confidence,
    )
}

function faultOf({ result }: MeasuredQuestion): Fault | undefined {
  const { answered, answerable, contained, goldCited, ranking } = result
  if (result.invalidCitations > 0 || result.uncitedBlocks > 0) return 'invalid_citation'
  if (!answerable) return answered ? 'made_up' : undefined
  if (!answered) return 'refused'
  // Where words are known they judge, else the documents.
  if (contained === false || (contained === null && goldCited === false)) return 'wrong'
  return ranking !== null && ranking.recallAt10 < 1 ? 'not_found' : undefined
}
