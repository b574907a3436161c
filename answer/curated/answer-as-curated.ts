import { performance } from 'node:perf_hooks'
import type { Archive } from '../../store/archive.js'
import type { Answer, AnswerRequest } from '../answer.js'
import { keptTrace, type AnswerTimings } from '../trace.js'
import { verify } from '../verify.js'
import type { CuratedDesk } from './curated-desk.js'
import type { FoundCurated } from './curated-finder.js'
import { serveCurated } from './serve-curated.js'

/** What an answer says and how it came about, before it has a name and a time. */
export interface MadeAnswer extends Pick<
  Answer,
  'mode' | 'confidence' | 'blocks' | 'sources' | 'refusal' | 'degraded' | 'curated'
> {
  /** Those that it is about. */
  readonly collections: readonly string[]
  readonly trace: string
  readonly timings: AnswerTimings
}

interface Parts {
  readonly archive: Archive
  readonly curated?: Pick<CuratedDesk, 'find'> | undefined
}

/**
 * How sure it is that the question is the one that the editor answered, by how it was recognised. The rule of
 * succession over the pairs of tests/answer/curated-pairs.ts, rounded down: none of them is taken for another.
 */
const CONFIDENCE = { same: 0.99, reworded: 0.95 } as const

/** The answer that an editor gave to the question. @returns undefined when there is none that stands */
export async function answerAsCurated(
  { archive, curated }: Parts,
  request: AnswerRequest,
  signal: AbortSignal,
): Promise<MadeAnswer | undefined> {
  const begun = performance.now()
  const found = await curated?.find(request, signal)
  if (found === undefined) return undefined
  const matched = performance.now()
  const { blocks, sources } = serveCurated(found.answer)
  const { dropped } = await verify(blocks, archive)
  if (dropped.length > 0) return undefined
  const { id, collection, questions, updatedAt } = found.answer
  const timings = { ...NO_TIME, interpret: matched - begun, verify: performance.now() - matched }
  return {
    mode: 'extractive',
    confidence: CONFIDENCE[found.match],
    blocks,
    sources,
    refusal: null,
    degraded: null,
    curated: { id, question: questions[0] ?? '', updatedAt },
    collections: [collection],
    timings,
    trace: traceOf(found, timings),
  }
}

const NO_TIME: AnswerTimings = {
  interpret: 0,
  keyword: 0,
  vector: 0,
  fuse: 0,
  read: 0,
  generate: 0,
  verify: 0,
}

/** Nothing was searched: the trace says which curated answer it was and how the question was recognised. */
function traceOf({ answer, match, similarity }: FoundCurated, timings: AnswerTimings): string {
  return keptTrace({
    curated: { id: answer.id, match, similarity },
    interpreted: {},
    terms: [],
    hits: [],
    pinnedRank: null,
    ranked: [],
    features: null,
    minConfidence: 0,
    dropped: [],
    generation: null,
    timings,
  })
}
