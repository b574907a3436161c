import type { Segmenter } from '../../core/text/segmenter.js'
import { createTimeSlice } from '../../core/time-slice.js'
import type { Embedder } from '../../embeddings/embedder.js'
import type { Archive } from '../../store/archive.js'
import type { DismissedQuestion } from '../../store/curated.js'
import type { UnansweredQuestion, UnansweredQuery } from '../../store/unanswered.js'
import type { CuratedDesk } from '../curated/curated-desk.js'
import type { CuratedFinder } from '../curated/curated-finder.js'
import { questionKey } from '../curated/question-key.js'
import { clusterQuestions } from './cluster-questions.js'
import { QuestionVectors } from './question-vectors.js'

export interface UnansweredDeskParts {
  readonly archive: Pick<Archive, 'curated' | 'unanswered'>
  readonly curated: Pick<CuratedDesk, 'finder'>
  readonly embedder: Embedder
  readonly segmenter: Segmenter
}

/** Questions that ask for much the same, and that nobody got a good answer to. */
export interface UnansweredCluster {
  /** Most asked first, newest of equals; the first stands for all. */
  readonly wordings: readonly { readonly question: string; readonly count: number }[]
  /** Newest first. */
  readonly asked: readonly UnansweredQuestion[]
}

export interface UnansweredList {
  /** Most asked first, newest of equals. */
  readonly clusters: readonly UnansweredCluster[]
  readonly lookedAt: number
  /** Whether there were no older ones than those that were looked at. */
  readonly isComplete: boolean
}

/** Most questions looked at, the newest. */
export const MAX_LOOKED_AT = 2000
/** Cosine from which two questions go together; a person decides what answers both. */
const MIN_SIMILARITY = 0.8

interface Wording {
  readonly question: string
  readonly asked: UnansweredQuestion[]
  readonly kind: string
}

/** The work list of editors: what was asked in vain, put together, without what is answered by now. */
export class UnansweredDesk {
  private readonly vectors: QuestionVectors
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly parts: UnansweredDeskParts) {
    this.vectors = new QuestionVectors(parts.embedder)
  }

  /** One list at a time is made. @throws {AppError} `embedding_failed`; the signal's reason */
  list(query: Omit<UnansweredQuery, 'limit'>, signal?: AbortSignal): Promise<UnansweredList> {
    const turn = this.last.then(() => this.make(query, signal))
    this.last = turn.catch(() => undefined)
    return turn
  }

  /** Takes questions off the list, or puts them back; those asked later go with them. */
  async dismiss(asked: readonly Pick<UnansweredQuestion, 'question' | 'collections'>[], dismissed: boolean) {
    const questions = asked.map(({ question, collections }): DismissedQuestion => {
      return { key: this.keyOf(question).exact, collections: sorted(collections) }
    })
    await this.parts.archive.curated.dismiss(questions, dismissed)
  }

  /** Those of the list, dismissed or not, that have one of these ids or texts. */
  async named(
    query: Omit<UnansweredQuery, 'limit'>,
    { ids, questions }: { readonly ids: readonly string[]; readonly questions: readonly string[] },
  ): Promise<UnansweredQuestion[]> {
    const wanted = new Set(questions.map(question => this.keyOf(question).exact))
    const all = await this.parts.archive.unanswered({ ...query, limit: MAX_LOOKED_AT })
    const slice = createTimeSlice()
    const named: UnansweredQuestion[] = []
    for (const asked of all) {
      await slice.giveWay()
      if (ids.includes(asked.id) || wanted.has(this.keyOf(asked.question).exact)) named.push(asked)
    }
    return named
  }

  private async make(query: Omit<UnansweredQuery, 'limit'>, signal?: AbortSignal): Promise<UnansweredList> {
    const { archive } = this.parts
    const all = await archive.unanswered({ ...query, limit: MAX_LOOKED_AT + 1 })
    const wordings = await this.open(all.slice(0, MAX_LOOKED_AT), signal)
    const vectors = await this.vectors.of(
      wordings.map(({ question }) => question),
      signal,
    )
    const items = wordings.map((wording, index) => ({
      ...wording,
      vector: vectors[index] ?? new Float32Array(),
    }))
    const clusters = (await clusterQuestions(items, MIN_SIMILARITY)).map(clusterOf)
    return {
      clusters: clusters.sort(byWeight),
      lookedAt: Math.min(all.length, MAX_LOOKED_AT),
      isComplete: all.length <= MAX_LOOKED_AT,
    }
  }

  /** Each wording once, without those that were dismissed or that a curated answer covers; most asked first. */
  private async open(all: readonly UnansweredQuestion[], signal?: AbortSignal): Promise<Wording[]> {
    const dismissed = new Set((await this.parts.archive.curated.dismissed()).map(nameOf))
    const wordings = new Map<string, Wording>()
    const covered = new Map<string, boolean>()
    const finder = await this.parts.curated.finder((questions, given) => this.vectors.of(questions, given))
    const slice = createTimeSlice()
    for (const asked of all) {
      await slice.giveWay()
      signal?.throwIfAborted()
      const { exact, facts } = this.keyOf(asked.question)
      const name = nameOf({ key: exact, collections: sorted(asked.collections) })
      if (dismissed.has(name)) continue
      if (!covered.has(name)) covered.set(name, await isCovered(asked, finder, signal))
      if (covered.get(name) === true) continue
      const wording = wordings.get(exact) ?? { question: asked.question, asked: [], kind: facts }
      wording.asked.push(asked)
      wordings.set(exact, wording)
    }
    return [...wordings.values()].sort((one, other) => other.asked.length - one.asked.length)
  }

  private keyOf(question: string) {
    return questionKey(question, this.parts.segmenter)
  }
}

async function isCovered(
  { question, collections }: UnansweredQuestion,
  finder: CuratedFinder,
  signal?: AbortSignal,
): Promise<boolean> {
  const asked = { question, collections: collections ?? undefined }
  return (await finder.find(asked, signal)) !== undefined
}

const sorted = (collections: readonly string[] | null) => collections && [...collections].sort()
const nameOf = ({ key, collections }: DismissedQuestion) => JSON.stringify([key, collections])

function clusterOf(wordings: readonly Wording[]): UnansweredCluster {
  const asked = wordings.flatMap(wording => wording.asked).sort(newestFirst)
  return {
    wordings: wordings.map(wording => ({ question: wording.question, count: wording.asked.length })),
    asked,
  }
}

const newestFirst = (one: UnansweredQuestion, other: UnansweredQuestion) =>
  one.createdAt === other.createdAt ? 0 : one.createdAt < other.createdAt ? 1 : -1

function byWeight(one: UnansweredCluster, other: UnansweredCluster): number {
  const [newest, otherNewest] = [one.asked[0], other.asked[0]]
  if (one.asked.length !== other.asked.length) return other.asked.length - one.asked.length
  return newest === undefined || otherNewest === undefined ? 0 : newestFirst(newest, otherNewest)
}
