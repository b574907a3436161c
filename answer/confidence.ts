import { documentKey } from '../retrieval/fuse.js'
import type { Hit } from '../retrieval/search.js'
import type { RankedSentence } from './rank-sentences.js'

/** What speaks for the best sentence being an answer; each about 0..1, and comparable across questions. */
export interface ConfidenceFeatures {
  /** How much of what is asked about the topic the sentence holds with its neighbours; see SentenceFeatures. */
  readonly contextFocus: number
  /** How much of the question the document holds. */
  readonly documentCoverage: number
  readonly rareCoverage: number
  /** The sentence holds something of the kind asked for. */
  readonly typeMatch: number
  /** Cosine similarity of the question and the document's nearest passage; 0 when unknown. */
  readonly similarity: number
  /** Probability that the document is the one asked for, among those retrieved. */
  readonly probability: number
}

export interface ConfidenceModel {
  readonly bias: number
  readonly weights: Readonly<Record<keyof ConfidenceFeatures, number>>
}

export const CONFIDENCE_FEATURES = [
  'contextFocus',
  'documentCoverage',
  'rareCoverage',
  'typeMatch',
  'similarity',
  'probability',
] as const satisfies readonly (keyof ConfidenceFeatures)[]

export function confidenceFeatures(best: RankedSentence, hits: readonly Hit[]): ConfidenceFeatures {
  const key = documentKey(best.passage)
  const evidence = hits.filter(hit => documentKey(hit.passage) === key).map(hit => hit.evidence)
  const most = (values: readonly number[]) => Math.max(0, ...values)
  const { contextFocus, documentCoverage, rareCoverage, typeMatch } = best.features
  return {
    contextFocus,
    documentCoverage,
    rareCoverage,
    typeMatch,
    similarity: most(evidence.map(({ similarity }) => similarity ?? 0)),
    probability: most(evidence.map(({ probability }) => probability)),
  }
}

/** Probability that the answer is right, by a logistic model of the evidence. */
export function confidenceOf(features: ConfidenceFeatures, model: ConfidenceModel): number {
  let logit = model.bias
  for (const name of CONFIDENCE_FEATURES) logit += model.weights[name] * features[name]
  return 1 / (1 + Math.exp(-logit))
}
