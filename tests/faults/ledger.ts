import type { Archive } from '../../store/archive.js'
import { vectorOf } from '../store/prepared-documents.js'
import { allIds, CHILD_OPTIONS, childDocument, missingOf } from './child-documents.js'
import type { Operation } from './operation.js'

/** What a child tells. */
export interface Told {
  readonly begun?: Operation
  readonly acknowledged?: Operation
}

/** What a document says; null: it was deleted. */
type State = string | null

export interface Findings {
  lost: number
  partial: number
  resurrected: number
}

/** Most documents looked at one by one in a round, beside those that the round changed. */
const SAMPLE = 40

/**
 * Kept outside of the process that is killed: what it acknowledged must be there, and what was under way when it
 * died must be there wholly or not at all.
 */
export class Ledger {
  acknowledged = 0
  private readonly states = new Map<number, State>()
  private readonly touched = new Set<number>()
  private underWay: Operation | undefined

  hear({ begun, acknowledged }: Told): void {
    this.underWay = begun
    if (acknowledged === undefined) return
    this.acknowledged++
    for (const number of acknowledged.numbers) this.touched.add(number)
    for (const number of acknowledged.numbers) this.settle(number, stateAfter(acknowledged, number))
  }

  get live(): number[] {
    return [...this.states].filter(([, state]) => state !== null).map(([number]) => number)
  }

  /** Above every number that was ever begun. */
  get next(): number {
    return Math.max(-1, ...this.states.keys(), ...(this.underWay?.numbers ?? [])) + 1
  }

  /** Compares an archive with what was acknowledged, then goes on from what is there. */
  async compare(archive: Archive, random: () => number): Promise<Findings> {
    const found: Findings = { lost: 0, partial: 0, resurrected: 0 }
    found.partial += await this.settleWhatWasUnderWay(archive)
    const ids = new Set(await allIds(archive))
    const live = this.live
    found.lost += live.filter(number => !ids.has(`d${number}`)).length
    found.resurrected += ids.size - live.filter(number => ids.has(`d${number}`)).length
    const share = SAMPLE / Math.max(1, this.states.size)
    for (const [number, state] of this.states) {
      if (!this.touched.has(number) && random() > share) continue
      if (state === null) found.resurrected += await timesFound(archive, number)
      else if ((await textOf(archive, number)) !== state) found.lost++
      else found.partial += (await missingOf(archive, [`d${number}`])).length
    }
    this.touched.clear()
    return found
  }

  private settle(number: number, state: State | undefined): void {
    if (state !== undefined) this.states.set(number, state)
  }

  /** @returns how many documents of one transaction are neither as before nor as after with the others */
  private async settleWhatWasUnderWay(archive: Archive): Promise<number> {
    const operation = this.underWay
    this.underWay = undefined
    if (operation === undefined || operation.kind === 'quote') return 0
    let done = 0
    let other = 0
    for (const number of operation.numbers) {
      this.touched.add(number)
      const state = await textOf(archive, number)
      const after = stateAfter(operation, number)
      if (state === after) done++
      else if (state !== (this.states.get(number) ?? null)) other++
      if (state !== null || this.states.has(number)) this.states.set(number, state)
    }
    return done > 0 && done < operation.numbers.length ? operation.numbers.length : other
  }
}

/** @returns undefined when it changes nothing */
function stateAfter(operation: Operation, number: number): State | undefined {
  if (operation.kind === 'put') return childDocument(number, operation.filling).text
  return operation.kind === 'delete' ? null : undefined
}

async function textOf(archive: Archive, number: number): Promise<State> {
  return (await archive.document('default', `d${number}`))?.text ?? null
}

/** In how many ways a document that is gone is still found. */
async function timesFound(archive: Archive, number: number): Promise<number> {
  const id = `d${number}`
  const terms = [{ field: 'words', text: id }] as const
  const byWord = await archive.searchKeyword({ collections: ['default'], terms, limit: 5 })
  const vector = vectorOf(`second of ${id} `, CHILD_OPTIONS.dimensions)
  const nearest = await archive.searchVector({ collections: ['default'], vector, limit: 3 })
  const owners = await archive.passages(nearest.map(({ passageId }) => passageId))
  const byVector = owners.filter(({ documentId }) => documentId === id)
  return byWord.passages.length + byVector.length
}
