import { randomUUID } from 'node:crypto'
import type { Clock } from '../../core/clock.js'
import { AppError } from '../../core/errors.js'
import type { Segmenter } from '../../core/text/segmenter.js'
import type { Embedder } from '../../embeddings/embedder.js'
import { Lexicons, type Lexicon } from '../../retrieval/lexicon.js'
import type { Archive } from '../../store/archive.js'
import type { CuratedAnswer } from '../../store/curated.js'
import { curate, type WrittenBlock } from './curate.js'
import { CuratedFinder, type FoundCurated, type VectorsOf } from './curated-finder.js'
import { CuratedMemory } from './curated-memory.js'
import { questionKey } from './question-key.js'

/** An answer as an editor writes it. */
export interface EditedAnswer {
  readonly question: string
  readonly wordings: readonly string[]
  readonly blocks: readonly WrittenBlock[]
  /** Who writes it. */
  readonly by: string
}

export interface CuratedDeskParts {
  readonly archive: Pick<Archive, 'collections' | 'collectionSettings' | 'curated' | 'passagesOfDocument'>
  readonly embedder: Embedder
  readonly segmenter: Segmenter
  readonly clock: Clock
}

/** Keeps what editors answered, and finds it again for a question. */
export class CuratedDesk {
  private memory: Promise<CuratedMemory> | undefined
  private lastWrite: Promise<unknown> = Promise.resolve()

  private readonly lexicons: Lexicons

  constructor(private readonly parts: CuratedDeskParts) {
    this.lexicons = new Lexicons(parts.archive)
  }

  /** The one that answers a question, as `CuratedFinder` has it. */
  async find(
    request: Parameters<CuratedFinder['find']>[0],
    signal?: AbortSignal,
  ): Promise<FoundCurated | undefined> {
    const { embedder } = this.parts
    const finder = await this.finder((questions, given) => embedder.embed(questions, 'query', given))
    return finder.find(request, signal)
  }

  /** For many questions at once. */
  async finder(vectorsOf: VectorsOf): Promise<CuratedFinder> {
    const { archive, segmenter } = this.parts
    const memory = await this.remembered()
    const lexicons = memory.isEmpty ? NONE : await this.lexicons.ofAll(await archive.collections())
    return new CuratedFinder({ archive, segmenter, memory, lexicons, vectorsOf })
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

const NONE: ReadonlyMap<string, Lexicon> = new Map()

const gone = () =>
  new AppError(
    'collection_not_found',
    'The collection was removed meanwhile, and its curated answers with it.',
  )
