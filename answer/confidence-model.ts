import type { ConfidenceModel } from './confidence.js'

/** The built-in model. bench/fit-confidence.ts fits it on training pairs; the figures are in docs/benchmarks.md. */
export const CONFIDENCE_MODEL: ConfidenceModel = {
  bias: -5.36,
  weights: {
    contextFocus: 0.99,
    documentCoverage: 0.51,
    rareCoverage: 1.05,
    typeMatch: 0.2,
    similarity: 3.5,
    probability: 4.98,
  },
}
