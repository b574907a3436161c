import { innerProduct } from '../../core/inner-product.js'
import type { Segmenter } from '../../core/text/segmenter.js'
import { createTimeSlice } from '../../core/time-slice.js'
import type { Lexicon } from '../../retrieval/lexicon.js'
import type { Archive } from '../../store/archive.js'
import type { CuratedAnswer } from '../../store/curated.js'
import type { AnswerRequest } from '../answer.js'
import type { CuratedCandidate, CuratedMatch, CuratedMemory } from './curated-memory.js'
import { rewordings } from './rewordings.js'

/** A curated answer that answers a question, and what speaks for that. */
export interface FoundCurated {
  readonly answer: CuratedAnswer
  readonly match: CuratedMatch
  /** Cosine of the vectors of the question, in the words that were recognised, and of the kept one; null for the same. */
  readonly similarity: number | null
}

/** One of unit length for each question, in order. */
export type VectorsOf = (questions: readonly string[], signal?: AbortSignal) => Promise<Float32Array[]>

export interface CuratedFinderParts {
  readonly archive: Pick<Archive, 'curated'>
  readonly segmenter: Segmenter
  readonly memory: CuratedMemory
  /** Of the collections that have settings, by id. */
  readonly lexicons: ReadonlyMap<string, Lexicon>
  readonly vectorsOf: VectorsOf
}

/**
 * Least cosine of two questions that only ask in other words. What they name is the same already, so it is a last net:
 * of the pairs in tests/answer/curated-pairs.ts the least like ones have 0.61. It could not decide alone: of what sounds
 * alike and asks something else the most like ones have 0.99 (docs/decisions/0020-curated-answers.md).
 */
export const MIN_SIMILARITY = 0.5

interface Candidate extends CuratedCandidate {
  /** The question in the words that were recognised. */
  readonly asked: string
}

/** Finds curated answers by what is set for the collections at the time that it is made. */
export class CuratedFinder {
  constructor(private readonly parts: CuratedFinderParts) {}

  /**
   * The one that answers a question: the same question before a reworded one, then the newest. Only of the collections,
   * and only when every quote of it stands in a document that the filters let through.
   */
  async find(
    { question, collections, filters }: Pick<AnswerRequest, 'question' | 'collections' | 'filters'>,
    signal?: AbortSignal,
  ): Promise<FoundCurated | undefined> {
    const candidates = await this.candidates(question, collections)
    if (candidates.length === 0) return undefined
    const ids = candidates.map(({ id }) => id)
    const servable = await this.parts.archive.curated.servable(ids, filters)
    for (const wanted of ['same', 'reworded'] as const)
      for (const answer of servable) {
        const candidate = candidates.find(({ id, match }) => id === answer.id && match === wanted)
        if (candidate === undefined) continue
        const similarity = wanted === 'same' ? null : await this.similarity(candidate, signal)
        if (similarity === null || similarity >= MIN_SIMILARITY) return { answer, match: wanted, similarity }
      }
    return undefined
  }

  /** In the words of the question; where nothing is like it, in those that mean the same in a collection. */
  private async candidates(
    question: string,
    collections: readonly string[] | undefined,
  ): Promise<Candidate[]> {
    const { memory, lexicons, segmenter } = this.parts
    const plain = memory.find(question, collections)
    if (plain.length > 0) return plain.map(candidate => ({ ...candidate, asked: question }))
    const found = new Map<string, Candidate>()
    const slice = createTimeSlice()
    for (const [collection, lexicon] of lexicons) {
      if (collections?.includes(collection) === false) continue
      for (const text of rewordings(question, lexicon, segmenter)) {
        await slice.giveWay()
        for (const candidate of memory.find(text, [collection]))
          found.set(candidate.id, { ...candidate, match: 'reworded', asked: text })
      }
    }
    return [...found.values()]
  }

  private async similarity({ asked, question }: Candidate, signal?: AbortSignal): Promise<number> {
    const [one, other] = await this.parts.vectorsOf([asked, question], signal)
    return one === undefined || other === undefined ? 0 : innerProduct(one, other)
  }
}
