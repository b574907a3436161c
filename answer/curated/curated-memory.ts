import type { Segmenter } from '../../core/text/segmenter.js'
import { createTimeSlice } from '../../core/time-slice.js'
import type { CuratedQuestions } from '../../store/curated.js'
import { questionKey } from './question-key.js'

/** How a question was recognised: as the same one, or as one that only asks in other words. */
export type CuratedMatch = 'same' | 'reworded'

export interface CuratedCandidate {
  readonly id: string
  readonly match: CuratedMatch
  /** The kept question or wording that is like it. */
  readonly question: string
}

interface Place {
  readonly id: string
  readonly collection: string
  readonly question: string
}

/** The questions of all curated answers, found by their keys without a look at the archive. */
export class CuratedMemory {
  private readonly byExact = new Map<string, Place[]>()
  private readonly byCore = new Map<string, Place[]>()
  private readonly held = new Map<
    string,
    { readonly collection: string; readonly names: readonly string[] }
  >()

  private constructor(private readonly segmenter: Segmenter) {}

  /** Gives way in between: there may be thousands. */
  static async of(kept: readonly CuratedQuestions[], segmenter: Segmenter): Promise<CuratedMemory> {
    const memory = new CuratedMemory(segmenter)
    const slice = createTimeSlice()
    for (const questions of kept) {
      await slice.giveWay()
      memory.put(questions)
    }
    return memory
  }

  get isEmpty(): boolean {
    return this.held.size === 0
  }

  put({ id, collection, questions }: Omit<CuratedQuestions, 'updatedAt'>): void {
    this.remove(id)
    const names = questions.flatMap(question => {
      const { exact, core } = questionKey(question, this.segmenter)
      const place = { id, collection, question }
      add(this.byExact, exact, place)
      if (core !== null) add(this.byCore, core, place)
      return core === null ? [exact] : [exact, core]
    })
    this.held.set(id, { collection, names })
  }

  remove(id: string): void {
    for (const name of this.held.get(id)?.names ?? []) {
      drop(this.byExact, name, id)
      drop(this.byCore, name, id)
    }
    this.held.delete(id)
  }

  removeCollection(collection: string): void {
    for (const [id, held] of this.held) if (held.collection === collection) this.remove(id)
  }

  /** Those of the collections that may be meant, the same question before reworded ones; each id once. */
  find(question: string, collections: readonly string[] | undefined): CuratedCandidate[] {
    if (this.isEmpty) return []
    const { exact, core } = questionKey(question, this.segmenter)
    const within = ({ collection }: Place) => collections?.includes(collection) ?? true
    const same = (this.byExact.get(exact) ?? []).filter(within)
    const reworded = core === null ? [] : (this.byCore.get(core) ?? []).filter(within)
    const found = new Map<string, CuratedCandidate>()
    for (const place of reworded) found.set(place.id, candidate(place, 'reworded'))
    for (const place of same) found.set(place.id, candidate(place, 'same'))
    return [...found.values()].sort(
      (one, other) => Number(other.match === 'same') - Number(one.match === 'same'),
    )
  }
}

const candidate = ({ id, question }: Place, match: CuratedMatch): CuratedCandidate => ({
  id,
  match,
  question,
})

function add(places: Map<string, Place[]>, name: string, place: Place): void {
  const known = places.get(name)
  if (known === undefined) places.set(name, [place])
  else known.push(place)
}

function drop(places: Map<string, Place[]>, name: string, id: string): void {
  const left = (places.get(name) ?? []).filter(place => place.id !== id)
  if (left.length === 0) places.delete(name)
  else places.set(name, left)
}
