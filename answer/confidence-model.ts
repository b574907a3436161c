import type { ConfidenceModel } from './confidence.js'

/** The built-in model. bench/fit-confidence.ts fits it on training pairs; the figures are in docs/benchmarks.md. */
export const CONFIDENCE_MODEL: ConfidenceModel = {
  bias: -3.5,
  weights: {
    coverage: 3,
    contextCoverage: 3,
    contextFocus: 0,
    documentCoverage: 0,
    rareCoverage: 0,
    typeMatch: 0.5,
    document: 0,
    passage: 0,
    similarity: 2,
    probability: 1,
  },
}
