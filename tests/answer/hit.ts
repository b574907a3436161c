import type { Passage } from '../../core/types.js'
import type { Hit, HitEvidence } from '../../retrieval/search.js'

/** A retrieved passage. Of the evidence what is not given is nothing. */
export function hit(passage: Passage, score: number, evidence: Partial<HitEvidence> = {}): Hit {
  return {
    passage,
    score,
    scores: { keyword: null, vector: null },
    highlights: [],
    evidence: { document: 0, passage: 0, similarity: null, probability: 0, ...evidence },
  }
}
