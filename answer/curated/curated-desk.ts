import { randomUUID } from 'node:crypto'
import type { Clock } from '../../core/clock.js'
import { AppError } from '../../core/errors.js'
import { innerProduct } from '../../core/inner-product.js'
import type { Segmenter } from '../../core/text/segmenter.js'
import type { Embedder } from '../../embeddings/embedder.js'
import type { Archive } from '../../store/archive.js'
import type { CuratedAnswer } from '../../store/curated.js'
import type { AnswerRequest } from '../answer.js'
import { curate, type WrittenBlock } from './curate.js'
import { CuratedMemory, type CuratedMatch } from './curated-memory.js'
import { questionKey } from './question-key.js'

/** An answer as an editor writes it. */
export interface EditedAnswer {
  readonly question: string
  readonly wordings: readonly string[]
  readonly blocks: readonly WrittenBlock[]
  /** Who writes it. */
  readonly by: string
}

/** A curated answer that answers a question, and what speaks for that. */
export interface FoundCurated {
  readonly answer: CuratedAnswer
  readonly match: CuratedMatch
  /** Cosine of the question's vector and that of the kept wording; null for the same question. */
  readonly similarity: number | null
}

/** One of unit length for each question, in order. */
export type VectorsOf = (questions: readonly string[], signal?: AbortSignal) => Promise<Float32Array[]>

export interface CuratedDeskParts {
  readonly archive: Pick<Archive, 'curated' | 'passagesOfDocument'>
  readonly embedder: Embedder
  readonly segmenter: Segmenter
  readonly clock: Clock
}

/**
 * Least cosine of two questions that only ask in other words. What they name is the same already, so it is a last net:
 * of the pairs in tests/answer/curated-pairs.ts the least like ones have 0.61. It could not decide alone: of what sounds
 * alike and asks something else the most like ones have 0.99 (docs/decisions/0020-curated-answers.md).
 */
export const MIN_SIMILARITY = 0.5

/** Keeps what editors answered, and finds it again for a question. */
export class CuratedDesk {
  private memory: Promise<CuratedMemory> | undefined
  private lastWrite: Promise<unknown> = Promise.resolve()

  constructor(private readonly parts: CuratedDeskParts) {}

  /**
   * The one that answers a question: the same question before a reworded one, then the newest. Only of the collections,
   * and only when every quote of it stands in a document that the filters let through.
   * @param vectorsOf how questions become vectors. Default: as readers' questions do
   */
  async find(
    { question, collections, filters }: Pick<AnswerRequest, 'question' | 'collections' | 'filters'>,
    signal?: AbortSignal,
    vectorsOf: VectorsOf = (questions, given) => this.parts.embedder.embed(questions, 'query', given),
  ): Promise<FoundCurated | undefined> {
    const candidates = (await this.remembered()).find(question, collections)
    if (candidates.length === 0) return undefined
    const ids = candidates.map(({ id }) => id)
    const servable = await this.parts.archive.curated.servable(ids, filters)
    for (const wanted of ['same', 'reworded'] as const)
      for (const answer of servable) {
        const candidate = candidates.find(({ id, match }) => id === answer.id && match === wanted)
        if (candidate === undefined) continue
        const similarity =
          wanted === 'same' ? null : await similarityOf([question, candidate.question], vectorsOf, signal)
        if (similarity === null || similarity >= MIN_SIMILARITY) return { answer, match: wanted, similarity }
      }
    return undefined
  }

  /** Makes one. @throws {AppError} what `curate` throws; `empty_question`, `curated_conflict`, `too_many_curated`; `collection_not_found` */
  create(collection: string, written: EditedAnswer): Promise<CuratedAnswer> {
    const id = `cur_${randomUUID().replaceAll('-', '')}`
    return this.inTurn(() => this.put(id, collection, written))
  }

  /** Writes one anew. @returns undefined when there is none in those collections. @throws as `create` */
  replace(
    id: string,
    collections: readonly string[] | undefined,
    written: EditedAnswer,
  ): Promise<CuratedAnswer | undefined> {
    return this.inTurn(async () => {
      const before = await this.parts.archive.curated.get(id, collections)
      return before && this.put(id, before.collection, written)
    })
  }

  /** @returns false when there was none in those collections */
  remove(id: string, collections: readonly string[] | undefined): Promise<boolean> {
    return this.inTurn(async () => {
      const isRemoved = await this.parts.archive.curated.remove(id, collections)
      if (isRemoved) (await this.remembered()).remove(id)
      return isRemoved
    })
  }

  /** For a collection that is gone, and its curated answers with it. */
  async forget(collection: string): Promise<void> {
    await this.inTurn(async () => {
      ;(await this.remembered()).removeCollection(collection)
    })
  }

  private async put(id: string, collection: string, written: EditedAnswer): Promise<CuratedAnswer> {
    const { archive, clock } = this.parts
    const questions = this.distinct([written.question, ...written.wordings])
    await this.requireFree(id, collection, questions)
    const blocks = await curate(this.parts, {
      collection,
      question: written.question,
      blocks: written.blocks,
    })
    const kept = { id, collection, questions, blocks, by: written.by, at: clock.now().toISOString() }
    const memory = await this.remembered()
    if (!(await archive.curated.put(kept))) throw gone()
    memory.put({ id, collection, questions })
    const put = await archive.curated.get(id)
    if (put === undefined) throw gone()
    return put
  }

  private distinct(questions: readonly string[]): string[] {
    const byKey = new Map<string, string>()
    for (const question of questions) {
      const { exact } = questionKey(question, this.parts.segmenter)
      if (exact === '')
        throw new AppError(
          'empty_question',
          'A question or wording holds no letter or digit. Nothing was changed.',
        )
      if (!byKey.has(exact)) byKey.set(exact, question)
    }
    return [...byKey.values()]
  }

  /** Two answers to one question in one collection: nobody could say which is served. */
  private async requireFree(id: string, collection: string, questions: readonly string[]): Promise<void> {
    const memory = await this.remembered()
    for (const question of questions) {
      const others = memory.find(question, [collection])
      const other = others.find(candidate => candidate.match === 'same' && candidate.id !== id)
      const held = other && (await this.parts.archive.curated.get(other.id))
      if (held === undefined) continue
      throw new AppError(
        'curated_conflict',
        `The curated answer ${held.id} ("${held.questions[0] ?? ''}") has the question "${question}" already. Nothing was changed; change that one, or leave the wording out.`,
      )
    }
  }

  /** Read at the first question; what is written later is added. */
  private remembered(): Promise<CuratedMemory> {
    this.memory ??= this.read().catch((error: unknown) => {
      this.memory = undefined
      throw error
    })
    return this.memory
  }

  private async read(): Promise<CuratedMemory> {
    return CuratedMemory.of(await this.parts.archive.curated.questions(), this.parts.segmenter)
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.lastWrite.then(work)
    this.lastWrite = turn.catch(() => undefined)
    return turn
  }
}

const gone = () =>
  new AppError(
    'collection_not_found',
    'The collection was removed meanwhile, and its curated answers with it.',
  )

async function similarityOf(
  questions: readonly [asked: string, kept: string],
  vectorsOf: VectorsOf,
  signal: AbortSignal | undefined,
): Promise<number> {
  const [asked, kept] = await vectorsOf(questions, signal)
  if (asked === undefined || kept === undefined) return 0
  return innerProduct(asked, kept)
}
