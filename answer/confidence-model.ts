import type { ConfidenceModel } from './confidence.js'

/** The built-in model. bench/fit-confidence.ts fits it on training pairs; the figures are in docs/benchmarks.md. */
export const CONFIDENCE_MODEL: ConfidenceModel = {
  bias: -3.5,
  weights: {
    coverage: 3,
    contextCoverage: 3,
    passageScore: 0.5,
    typeMatch: 0.5,
    similarity: 2,
    probability: 0.5,
  },
}
