import { performance } from 'node:perf_hooks'
import { documentTermsTable, passageTermsTable } from '../documents/collection-tables.js'
import type { Statements } from '../statements.js'

export interface TermMergerSettings {
  /** Time without a change of a collection before its keyword indexes are merged, milliseconds. */
  readonly quietMs: number
  /** Times as long as a merge took before the next one of the same collection may begin. */
  readonly restFactor: number
}

export const DEFAULT_TERM_MERGER_SETTINGS: TermMergerSettings = { quietMs: 2000, restFactor: 100 }

/** What one transaction may take; a write that arrives meanwhile waits for it. */
const SLICE_MS = 8
/** Pages of output of one step of FTS5; a negative number merges all parts into one. */
const MERGE_ALL_16_PAGES = -16
/** FTS5 counts one change for a step that found nothing to do. */
const IDLE_CHANGES = 1

interface Due {
  at: number
  /** Time that this merge has taken so far. */
  spentMs: number
}

/**
 * Merges the parts that writes leave of the keyword indexes into one, while nobody writes. A search then reads
 * one list a term instead of a dozen (a third off the keyword arm), and the words of removed documents leave the
 * disk. Works in slices of a transaction each: writes come in between, and a crash loses nothing.
 */
export class TermMerger {
  private readonly due = new Map<number, Due>()
  private readonly restUntil = new Map<number, number>()
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly statements: Statements,
    private readonly settings: TermMergerSettings,
  ) {}

  /** The terms of this collection were changed, or may have been left unmerged. */
  changed(collectionKey: number): void {
    const at = Math.max(performance.now() + this.settings.quietMs, this.restUntil.get(collectionKey) ?? 0)
    this.due.set(collectionKey, { at, spentMs: this.due.get(collectionKey)?.spentMs ?? 0 })
    this.plan()
  }

  /** The collection is going to be removed. */
  forget(collectionKey: number): void {
    this.due.delete(collectionKey)
    this.restUntil.delete(collectionKey)
  }

  stop(): void {
    clearTimeout(this.timer)
    this.due.clear()
  }

  private plan(): void {
    clearTimeout(this.timer)
    if (this.due.size === 0) return
    const next = Math.min(...Array.from(this.due.values(), ({ at }) => at))
    this.timer = setTimeout(() => {
      this.work()
    }, next - performance.now())
  }

  private work(): void {
    const now = performance.now()
    const [key, due] = [...this.due].find(([, { at }]) => at <= now) ?? []
    if (key !== undefined && due !== undefined) this.workOn(key, due)
    this.plan()
  }

  private workOn(collectionKey: number, due: Due): void {
    const begun = performance.now()
    const isDone = this.attemptSlice(collectionKey, begun + SLICE_MS)
    due.spentMs += performance.now() - begun
    if (!isDone) return
    this.due.delete(collectionKey)
    this.restUntil.set(collectionKey, performance.now() + due.spentMs * this.settings.restFactor)
  }

  /** @returns whether there is nothing left to do, or nothing that can be done now */
  private attemptSlice(collectionKey: number, until: number): boolean {
    try {
      return this.statements.database.transaction(() => this.slice(collectionKey, until)).immediate()
    } catch {
      // A full disk, most likely: the parts are all there and the next change of the collection tries again.
      return true
    }
  }

  private slice(collectionKey: number, until: number): boolean {
    for (const table of [passageTermsTable(collectionKey), documentTermsTable(collectionKey)]) {
      while (this.step(table)) if (performance.now() >= until) return false
    }
    return true
  }

  /** @returns whether something was merged */
  private step(table: string): boolean {
    const changes = () => this.statements.values<[], number>('SELECT total_changes()').get() ?? 0
    const before = changes()
    this.statements.run(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`, MERGE_ALL_16_PAGES)
    return changes() - before > IDLE_CHANGES
  }
}
