import type { Passage, Span } from '../core/types.js'
import type { Hit, Interpretation, SearchTimings, TracedTerm } from '../retrieval/search.js'
import type { Citation } from './answer.js'
import type { CuratedMatch } from './curated/curated-memory.js'
import type { ConfidenceFeatures } from './confidence.js'
import type { GenerationTrace } from './generate/generator.js'
import type { RankedSentence } from './rank-sentences.js'
import type { SentenceFeatures } from './read-sentences.js'

/**
 * How an answer came about, for administrators. It holds numbers and words of the question, never text of a
 * document: places are offsets into passages, which are looked up when it is shown. So nothing of a document
 * that is withdrawn later stays in it, and keeping it costs next to nothing.
 */
export interface AnswerTrace {
  readonly version: typeof TRACE_VERSION
  readonly interpreted: Interpretation
  readonly terms: readonly TracedTerm[]
  /** Best first. */
  readonly passages: readonly TracedPassage[]
  /** Best first. */
  readonly sentences: readonly TracedSentence[]
  /** Null when nothing was retrieved. */
  readonly features: ConfidenceFeatures | null
  /** Confidence below it was refused. */
  readonly minConfidence: number
  /** See `PinnedFirst`. */
  readonly pinnedRank: number | null
  /** Citations that did not stand where they were said to. */
  readonly dropped: readonly PassagePlace[]
  /** Only of an answer that an editor gave: how its question was recognised. */
  readonly curated?: TracedCurated | undefined
  /** Null when no model was asked. */
  readonly generation: GenerationTrace | null
  readonly timings: AnswerTimings
}

export const TRACE_VERSION = 1

/** Milliseconds of each stage. `keyword` and `vector` run side by side. */
export interface AnswerTimings extends SearchTimings {
  readonly read: number
  readonly generate: number
  readonly verify: number
}

export interface TracedCurated {
  readonly id: string
  readonly match: CuratedMatch
  /** Cosine of the question and the kept wording; null for the same question. */
  readonly similarity: number | null
}

/** A part of a passage, in offsets of the passage's own text. */
interface PassagePlace {
  readonly passageId: number
  readonly start: number
  readonly end: number
}

interface TracedPassage {
  readonly passageId: number
  /** The fused score. */
  readonly score: number
  readonly keyword: number | null
  readonly vector: number | null
  /** BM25 as a share of the most that the question's terms could reach. */
  readonly documentShare: number
  readonly passageShare: number
  readonly probability: number
}

interface TracedSentence extends PassagePlace {
  readonly score: number
  readonly features: SentenceFeatures
  /** The terms of the question that it holds. */
  readonly matched: readonly string[]
}

/** Everything that goes into a trace. */
export interface TraceParts extends Omit<AnswerTrace, 'version' | 'passages' | 'sentences' | 'dropped'> {
  readonly hits: readonly Hit[]
  readonly ranked: readonly RankedSentence[]
  readonly dropped: readonly Citation[]
}

/** Bounds of a stored trace, about 8 KB in all. */
const MAX_TERMS = 64
const MAX_PASSAGES = 20
const MAX_SENTENCES = 10
const MAX_DROPPED = 20

/**
 * The trace as it is kept: JSON in one string, so that handing it to the writing thread, and looking there for text of
 * withdrawn documents, which it does not hold, cost nothing that an answer would wait for.
 */
export function keptTrace(parts: TraceParts): string {
  return JSON.stringify(traceOf(parts))
}

function traceOf({ hits, ranked, dropped, ...parts }: TraceParts): AnswerTrace {
  return {
    version: TRACE_VERSION,
    interpreted: asAsked(parts.interpreted),
    terms: parts.terms.slice(0, MAX_TERMS),
    passages: hits.slice(0, MAX_PASSAGES).map(tracePassage),
    sentences: ranked.slice(0, MAX_SENTENCES).map(sentence => ({
      ...placeIn(sentence.passage, sentence),
      score: rounded(sentence.score),
      features: roundedValues(sentence.features),
      matched: [...new Set(sentence.matches.map(({ term }) => term))],
    })),
    features: parts.features && roundedValues(parts.features),
    minConfidence: parts.minConfidence,
    pinnedRank: parts.pinnedRank,
    dropped: dropped.slice(0, MAX_DROPPED).flatMap(citation => {
      const of = ranked.find(({ passage }) => passage.id === citation.passageId)
      return of === undefined ? [] : [placeIn(of.passage, citation)]
    }),
    curated: parts.curated,
    generation: parts.generation && {
      ...parts.generation,
      dropped: parts.generation.dropped.slice(0, MAX_DROPPED),
    },
    timings: roundedValues(parts.timings),
  }
}

/** Without the words that documents hold in the place of misspelt ones. */
function asAsked(interpreted: Interpretation): Interpretation {
  return Object.fromEntries(Object.entries(interpreted).filter(([name]) => name !== 'corrections'))
}

function placeIn({ id, start: origin }: Passage, { start, end }: Span): PassagePlace {
  return { passageId: id, start: start - origin, end: end - origin }
}

function tracePassage({ passage, score, scores, evidence }: Hit): TracedPassage {
  return roundedValues({
    passageId: passage.id,
    score,
    keyword: scores.keyword,
    vector: scores.vector,
    documentShare: evidence.document,
    passageShare: evidence.passage,
    probability: evidence.probability,
  })
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000

function roundedValues<Values extends object>(values: Values): Values {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? rounded(value) : (value as unknown),
  ])
  return Object.fromEntries(entries) as Values
}
