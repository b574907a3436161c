import {
  readSentences,
  type QuestionProfile,
  type ReadDocument,
  type ReadSentence,
} from './read-sentences.js'

export interface RankedSentence extends ReadSentence {
  /** In 0..1, higher is better. */
  readonly score: number
}

/** How much each feature counts; see docs/decisions/0005 for how they were chosen. */
export const SENTENCE_WEIGHTS = {
  focus: 1,
  contextFocus: 0.4,
  contextCoverage: 0.4,
  documentScore: 0.5,
  typeMatch: 0.35,
  novelty: 0.3,
} as const

const FEATURE_NAMES = Object.keys(SENTENCE_WEIGHTS) as (keyof typeof SENTENCE_WEIGHTS)[]
const MOST = FEATURE_NAMES.reduce((sum, name) => sum + SENTENCE_WEIGHTS[name], 0)

/** Ranks the sentences of documents by how well they answer, best first. */
export function rankSentences(
  documents: readonly ReadDocument[],
  question: QuestionProfile,
): RankedSentence[] {
  return readSentences(documents, question)
    .map(sentence => ({ ...sentence, score: scoreOf(sentence) }))
    .sort(
      (one, other) => other.score - one.score || one.passage.id - other.passage.id || one.start - other.start,
    )
}

function scoreOf({ features }: ReadSentence): number {
  return FEATURE_NAMES.reduce((sum, name) => sum + SENTENCE_WEIGHTS[name] * features[name], 0) / MOST
}
