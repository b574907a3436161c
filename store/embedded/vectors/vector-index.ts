import { setImmediate } from 'node:timers/promises'
import type { PassageScore } from '../../archive.js'
import { HnswGraph } from './hnsw-graph.js'
import { SaveSchedule } from './save-schedule.js'
import { byScore, nearest } from './top-scores.js'
import type { PassageFilter, VectorIndexContext } from './vector-index-context.js'

/** Deleted slots make the graph slower and worse: built anew beyond this share. */
const MAX_DELETED_SHARE = 0.2
/** Vectors waiting for the graph (they are scanned meanwhile); further adds wait. */
const MAX_PENDING = 2048
const REFILL = 256
/** Longest stretch of adding between two looks at the queue of searches. */
const SLICE_MS = 8
/** Filters that leave at most so many passages, or a smaller share, are scanned. */
const MAX_SCANNED_PASSAGES = 2000
const MAX_SCANNED_SHARE = 0.1
/** How many more candidates are asked of the graph than a filter of this share needs on average. */
const FILTER_MARGIN = 2

/**
 * The vectors of one collection, searchable at any moment: a graph, the vectors that still wait for it and, while it
 * is made, those that were not read for it yet; or, while there is none, all stored vectors.
 */
export class VectorIndex {
  private graph: HnswGraph | undefined
  private readonly pending = new Map<number, Float32Array>()
  private readonly removedWhileSaving = new Set<number>()
  /** While the graph is made from the stored vectors: the last passage read. */
  private buildCursor: number | undefined
  private opening = true
  private rebuildAsked = false
  private draining = false
  private readonly closing = new AbortController()
  private generation = 0
  private readonly schedule: SaveSchedule
  private readonly roomWaiters: (() => void)[] = []

  constructor(private readonly context: VectorIndexContext) {
    this.schedule = new SaveSchedule(context.settings, () => {
      context.onSaveDue()
    })
  }

  /**
   * Loads the trusted file, or begins to build. Searches work before and while it runs.
   * @returns why the file is not believed. It stays until another is trusted in its place
   */
  async open(trusted: { generation: number; sha256: string } | undefined): Promise<string | undefined> {
    const { files } = this.context
    this.generation = await files.newestGeneration()
    const problem = trusted && (await this.load(trusted))
    if (!this.closed && problem === undefined) await files.keepOnly(trusted?.generation)
    this.whileHeld(() => {
      this.reconcile()
    })
    this.opening = false
    this.catchUp()
    return problem
  }

  get status() {
    const count = this.isGraphComplete() ? this.graphLive() + this.pending.size : this.storedCount()
    const state = this.opening || this.buildCursor !== undefined ? ('building' as const) : ('ready' as const)
    return { state, generation: this.generation, count }
  }

  search(vector: Float32Array, limit: number, filter: PassageFilter | undefined): PassageScore[] {
    if (this.graph === undefined || this.opening) return this.scan(vector, limit, filter?.ids())
    const live = this.isGraphComplete() ? this.graphLive() + this.pending.size : this.storedCount()
    const allowed = filter?.count() ?? live
    if (filter !== undefined && allowed <= Math.max(MAX_SCANNED_PASSAGES, live * MAX_SCANNED_SHARE))
      return this.scan(vector, limit, filter.ids())
    const margin = filter === undefined ? 1 : (live / allowed) * FILTER_MARGIN
    const found = this.searchGraph(vector, Math.ceil(limit * margin))
    const passing = filter?.among(found.map(({ passageId }) => passageId))
    const kept = passing === undefined ? found : found.filter(({ passageId }) => passing.has(passageId))
    if (kept.length >= Math.min(limit, allowed)) return kept.slice(0, limit)
    return this.scan(vector, limit, filter?.ids())
  }

  /** Resolves when the added ones are searchable and the removed ones are not, and there is room for more. */
  async apply(added: readonly number[], removed: readonly number[]): Promise<void> {
    for (const id of removed) this.removeOne(id)
    this.whileHeld(() => {
      this.enqueue(added)
    })
    this.schedule.changed(added.length + removed.length)
    this.catchUp()
    while (this.pending.size > MAX_PENDING && !this.closed)
      await new Promise<void>(resolve => this.roomWaiters.push(resolve))
  }

  /**
   * Writes the graph as a new generation when enough of it has changed.
   * @returns the file to trust; undefined when there is nothing worth writing
   */
  async save(): Promise<{ generation: number; sha256: string } | undefined> {
    const { graph } = this
    if (graph === undefined || !this.isGraphComplete() || graph.isSaving) return undefined
    if (!this.schedule.isWorthwhile(graph.size)) return undefined
    const generation = this.generation + 1
    this.schedule.begin()
    try {
      const sha256 = await this.context.files.save(graph, generation, this.closing.signal)
      this.generation = generation
      return { generation, sha256 }
    } finally {
      for (const id of this.removedWhileSaving) graph.remove(id)
      this.removedWhileSaving.clear()
      this.catchUp()
    }
  }

  /** The file of this generation is trusted now: those before it can go. */
  confirm(generation: number): Promise<void> {
    this.schedule.confirm()
    return this.context.files.keepOnly(generation)
  }

  /** Makes the graph anew from the stored vectors, which are scanned meanwhile. */
  rebuild(): void {
    this.rebuildAsked = true
    this.catchUp()
  }

  /** No further work is begun, and the memory of the graph is free. */
  stop(): void {
    this.closing.abort()
    this.schedule.end()
    this.makeRoom()
    this.disposeGraph()
  }

  private get closed(): boolean {
    return this.closing.signal.aborted
  }

  private disposeGraph(): void {
    if (this.graph?.isSaving === true) return
    this.graph?.dispose()
    this.graph = undefined
    this.pending.clear()
    this.removedWhileSaving.clear()
  }

  /** @returns why the file is not believed */
  private async load(trusted: { generation: number; sha256: string }): Promise<string | undefined> {
    const { files, stored, collectionKey } = this.context
    try {
      const passages = this.whileHeld(() => stored.passages(collectionKey))
      if (passages === undefined) return undefined
      this.graph = await files.load(trusted, passages)
      this.generation = trusted.generation
      return undefined
    } catch (error) {
      // Closed meanwhile, there was nothing to compare the file with: that is no word against it.
      if (this.closed) return undefined
      return error instanceof Error ? error.message : String(error)
    }
  }

  /** A collection's tables go before this thread hears of it: nothing may be read then, and nothing is left to do. */
  private whileHeld<T>(work: () => T): T | undefined {
    if (this.closed) return undefined
    const result = this.context.stored.whileHeld(this.context.collectionKey, () => ({ value: work() }))
    if (result === undefined) this.stop()
    return result?.value
  }

  /** Brings a loaded graph to what is stored now: a crash, or changes while it was read, left it behind. */
  private reconcile(): void {
    if (this.graph === undefined) return
    const { stored, collectionKey } = this.context
    const ids = stored.ids(collectionKey)
    this.graph.keepOnly(new Set(ids))
    const missing = ids.filter(id => this.graph?.holds(id) !== true)
    this.schedule.changed(missing.length)
    if (missing.length <= MAX_PENDING) this.fill(stored.of(collectionKey, missing))
    else this.buildCursor = (missing[0] ?? 1) - 1
  }

  private scan(vector: Float32Array, limit: number, ids: readonly number[] | undefined): PassageScore[] {
    const { stored, collectionKey } = this.context
    return nearest(ids ? stored.of(collectionKey, ids) : stored.all(collectionKey), vector, limit)
  }

  private searchGraph(vector: Float32Array, limit: number): PassageScore[] {
    const hidden = this.removedWhileSaving
    const found = this.graph?.search(vector, limit + hidden.size) ?? []
    return [
      ...found.filter(({ passageId }) => !hidden.has(passageId)),
      ...nearest(this.pending, vector, limit),
      ...this.scanUnread(vector, limit),
    ]
      .sort(byScore)
      .slice(0, limit)
  }

  /** While the graph is made: of what was not read for it yet. The more it holds the less is scanned. */
  private scanUnread(vector: Float32Array, limit: number): PassageScore[] {
    if (this.buildCursor === undefined) return []
    const rows = this.context.stored.all(this.context.collectionKey, this.buildCursor)
    return nearest(rows, vector, limit, id => this.graph?.holds(id) !== true)
  }

  private removeOne(id: number): void {
    this.pending.delete(id)
    if (this.graph?.has(id) !== true) return
    if (this.graph.isSaving) this.removedWhileSaving.add(id)
    else this.graph.remove(id)
  }

  private enqueue(ids: readonly number[]): void {
    if (this.graph === undefined) return
    // Those beyond the cursor are read when the building comes to them.
    const cursor = this.buildCursor ?? Infinity
    const { stored, collectionKey } = this.context
    const passed = ids.filter(id => id <= cursor)
    this.fill(stored.of(collectionKey, passed))
  }

  private fill(rows: Iterable<[number, Float32Array]>): void {
    for (const [id, vector] of rows)
      if (this.graph?.holds(id) !== true || this.removedWhileSaving.has(id)) this.pending.set(id, vector)
  }

  /** Begins whatever is due: a first graph, a new one, the rest of one. */
  private catchUp(): void {
    if (this.closed) this.disposeGraph()
    if (this.opening || this.graph?.isSaving === true) return
    this.whileHeld(() => {
      if (this.isGraphDue()) this.beginBuilding()
    })
    if (!this.draining && this.hasWork()) void this.drain()
  }

  /** None yet though it would pay, or one with too many deleted slots. */
  private isGraphDue(): boolean {
    if (this.graph === undefined) return this.storedCount() >= this.context.settings.minGraphPassages
    return this.rebuildAsked || this.graph.deletedCount > this.graph.size * MAX_DELETED_SHARE
  }

  private beginBuilding(): void {
    this.disposeGraph()
    this.graph = HnswGraph.create(this.context.dimensions, Math.ceil(this.storedCount() * 1.2))
    this.buildCursor = 0
    this.rebuildAsked = false
  }

  private async drain(): Promise<void> {
    this.draining = true
    try {
      while (this.hasWork()) {
        this.whileHeld(() => {
          this.addSlice()
        })
        this.makeRoom()
        await setImmediate()
      }
    } catch (error) {
      this.context.onFailure(error)
    } finally {
      this.draining = false
    }
  }

  private hasWork(): boolean {
    if (this.closed || this.graph === undefined || this.graph.isSaving) return false
    return this.pending.size > 0 || this.buildCursor !== undefined
  }

  private addSlice(): void {
    const until = performance.now() + SLICE_MS
    while (performance.now() < until) {
      if (this.pending.size === 0 && !this.refill()) return
      for (const [id, vector] of this.pending) {
        // A restored passage still has its place there.
        if (this.graph?.has(id) === true) this.graph.revive(id)
        else this.graph?.add(id, vector)
        this.pending.delete(id)
        if (performance.now() >= until) break
      }
    }
  }

  /** @returns whether there is more to add */
  private refill(): boolean {
    if (this.buildCursor === undefined) return false
    const rows = this.context.stored.slice(this.context.collectionKey, this.buildCursor, REFILL)
    this.fill(rows)
    this.buildCursor = rows.at(-1)?.[0]
    if (this.buildCursor === undefined) this.schedule.changed(this.graph?.size ?? 0)
    return rows.length > 0
  }

  private makeRoom(): void {
    if (this.pending.size > MAX_PENDING && !this.closed) return
    for (const resolve of this.roomWaiters.splice(0)) resolve()
  }

  private isGraphComplete(): boolean {
    return this.graph !== undefined && this.buildCursor === undefined && !this.opening
  }

  private graphLive(): number {
    if (this.graph === undefined) return 0
    return this.graph.size - this.graph.deletedCount - this.removedWhileSaving.size
  }

  private storedCount(): number {
    return this.context.stored.count(this.context.collectionKey)
  }
}
