import type { SentenceFeatures } from './rank-sentences.js'

/** What the whole of the evidence says about the best sentence; each 0..1. */
export interface ConfidenceFeatures extends SentenceFeatures {
  /** Cosine similarity of the question and the best sentence's passage, 0 when unknown. */
  readonly similarity: number
  /** Probability of its document among those retrieved. */
  readonly probability: number
}

export interface ConfidenceModel {
  readonly bias: number
  readonly weights: Readonly<Record<keyof ConfidenceFeatures, number>>
}

/** Probability that the answer is right, by a logistic model of the evidence. */
export function confidenceOf(features: ConfidenceFeatures, model: ConfidenceModel): number {
  let logit = model.bias
  for (const name of FEATURE_NAMES) logit += model.weights[name] * features[name]
  return 1 / (1 + Math.exp(-logit))
}

export const FEATURE_NAMES = [
  'coverage',
  'contextCoverage',
  'passageScore',
  'typeMatch',
  'similarity',
  'probability',
] as const satisfies readonly (keyof ConfidenceFeatures)[]
