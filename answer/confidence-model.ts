import type { ConfidenceModel } from './confidence.js'

/** The built-in model. bench/fit-confidence.ts fits it on training pairs; the figures are in docs/benchmarks.md. */
export const CONFIDENCE_MODEL: ConfidenceModel = {
  bias: -5.27,
  weights: {
    contextFocus: 0.7,
    documentCoverage: 0.24,
    rareCoverage: 1.64,
    typeMatch: 0.07,
    similarity: 3.59,
    probability: 4.69,
  },
}
