import {
  readSentences,
  type QuestionProfile,
  type ReadDocument,
  type ReadSentence,
} from './read-sentences.js'
import type { SentenceSelector } from './selector/sentence-selector.js'

export interface RankedSentence extends ReadSentence {
  /** Its odds against the best sentence's, in 0..1: 1 is the best, 0.1 one that is ten times less likely. */
  readonly score: number
}

/** How much each feature counts, in logits; see docs/decisions/0005 for how they were chosen. */
export const SENTENCE_WEIGHTS = {
  /** Where the selector speaks. */
  selected: {
    relevance: 1,
    focus: 1,
    contextFocus: 1,
    contextCoverage: 1,
    documentScore: 5,
    documentCoverage: 3,
    rareCoverage: 3,
    typeMatch: 2,
    novelty: 0,
  },
  /** Where it is silent. */
  unselected: {
    relevance: 0,
    focus: 6.5,
    contextFocus: 2.5,
    contextCoverage: 2.5,
    documentScore: 3.5,
    documentCoverage: 0,
    rareCoverage: 0,
    typeMatch: 2.5,
    novelty: 2,
  },
} as const

const FEATURE_NAMES = Object.keys(SENTENCE_WEIGHTS.selected) as (keyof typeof SENTENCE_WEIGHTS.selected)[]

/** Ranks the sentences of documents by how well they answer, best first. */
export function rankSentences(
  documents: readonly ReadDocument[],
  question: QuestionProfile,
  selector: SentenceSelector,
): RankedSentence[] {
  const read = readSentences(documents, question, selector)
  const values = read.map(valueOf)
  const best = values.reduce((one, other) => Math.max(one, other), -Infinity)
  return read
    .map((sentence, index) => ({ ...sentence, score: Math.exp((values[index] ?? -Infinity) - best) }))
    .sort(
      (one, other) => other.score - one.score || one.passage.id - other.passage.id || one.start - other.start,
    )
}

function valueOf({ features }: ReadSentence): number {
  const weights = features.relevance === undefined ? SENTENCE_WEIGHTS.unselected : SENTENCE_WEIGHTS.selected
  return FEATURE_NAMES.reduce((sum, name) => sum + weights[name] * (features[name] ?? 0), 0)
}
