import hnswlib from 'hnswlib-node'
import type { PassageScore } from '../../archive.js'
import { checkVector } from '../documents/check-documents.js'

/** How a graph is made; files of other parameters are built anew. What was measured: docs/decisions/0002-store.md. */
export const GRAPH_PARAMETERS = { neighbours: 16, constructionBreadth: 160, seed: 100 } as const

/** hnswlib-node keeps labels in 32 bits and wraps without a word. */
const MAX_LABEL = 2 ** 32 - 1
const MIN_CAPACITY = 1024
const GROWTH = 1.5
/**
 * Candidates kept while searching: at least this many, and twice what is asked. Questions lie further from passages
 * than passages from each other: with 100 only .95 of the ten exactly nearest of 100,000 passages were found, with
 * 400 .99, for one millisecond more.
 */
const MIN_SEARCH_BREADTH = 400
/** Beyond so many passages the breadth grows, with their fourth root: ten times as many take 1.8 times the candidates. */
const BREADTH_GROWS_FROM = 100_000

/**
 * hnswlib-node behind guards. The library aborts the process, corrupts its file or answers nonsense when it is
 * misused; here misuse throws. Every method is synchronous but `save`; while that one runs, the graph can be
 * searched and must not be changed (`isSaving`).
 */
export class HnswGraph {
  private readonly deleted = new Set<number>()
  private saving = false
  private disposed = false

  private constructor(
    private readonly index: hnswlib.HierarchicalNSW,
    private readonly dimensions: number,
    private readonly labels: Set<number>,
  ) {}

  /** @param capacity how many vectors are expected; it grows by itself */
  static create(dimensions: number, capacity: number): HnswGraph {
    const index = new hnswlib.HierarchicalNSW('ip', dimensions)
    const { neighbours, constructionBreadth, seed } = GRAPH_PARAMETERS
    index.initIndex(Math.max(MIN_CAPACITY, capacity), neighbours, constructionBreadth, seed)
    return new HnswGraph(index, dimensions, new Set())
  }

  /**
   * Reads a file that `checkHeader` and its checksum have vouched for: a damaged one may end the process.
   * @throws when the library finds its structure broken
   */
  static async load(file: string, dimensions: number): Promise<HnswGraph> {
    // Always a new object: a failed read leaves an old one with a freed pointer.
    const index = new hnswlib.HierarchicalNSW('ip', dimensions)
    await index.readIndex(file)
    const labels = new Set(index.getIdsList())
    if (labels.size !== index.getCurrentCount()) throw new Error('the index holds a label twice')
    return new HnswGraph(index, dimensions, labels)
  }

  /** Vectors held, the deleted ones among them. */
  get size(): number {
    return this.labels.size
  }

  get deletedCount(): number {
    return this.deleted.size
  }

  get isSaving(): boolean {
    return this.saving
  }

  /** Whether this label is in the graph and can be found. */
  holds(label: number): boolean {
    return this.labels.has(label) && !this.deleted.has(label)
  }

  /** Whether this label was ever added, deleted or not. */
  has(label: number): boolean {
    return this.labels.has(label)
  }

  /** @throws {TypeError | RangeError} for what the library would not survive or would take silently */
  add(label: number, vector: Float32Array): void {
    this.requireMutable('add')
    checkLabel(label)
    checkVector(vector, this.dimensions)
    if (this.labels.has(label)) throw new RangeError(`graph.add: label ${label} is already in the graph`)
    this.grow()
    this.index.addPoint(Array.from(vector), label)
    this.labels.add(label)
  }

  /** It is not found from now on; its slot is only won back by building anew. */
  remove(label: number): void {
    this.requireMutable('remove')
    if (!this.labels.has(label)) throw new RangeError(`graph.remove: label ${label} is not in the graph`)
    if (this.deleted.has(label)) return
    this.index.markDelete(label)
    this.deleted.add(label)
  }

  /** Undoes `remove`: its slot and its links are still there. */
  revive(label: number): void {
    this.requireMutable('revive')
    if (!this.deleted.has(label)) return
    this.index.unmarkDelete(label)
    this.deleted.delete(label)
  }

  /**
   * After a load: takes the marks off labels that were restored since the file was written.
   * @returns how many of them the file had marked
   */
  reviveMarked(labels: Iterable<number>): number {
    this.requireMutable('reviveMarked')
    let marked = 0
    for (const label of labels) {
      if (!this.holds(label) || !this.isMarked(label)) continue
      this.index.unmarkDelete(label)
      marked++
    }
    return marked
  }

  /**
   * After a load: marks what is in the graph and not in `live`.
   * @returns how many of these the file had marked before
   */
  keepOnly(live: ReadonlySet<number>): number {
    this.requireMutable('keepOnly')
    let markedBefore = 0
    for (const label of this.labels) {
      if (live.has(label)) continue
      if (this.isMarked(label)) markedBefore++
      else this.index.markDelete(label)
      this.deleted.add(label)
    }
    return markedBefore
  }

  /** Inner products, best first; fewer than `limit` when the graph holds fewer. No filter: a callback that throws ends the process. */
  search(vector: Float32Array, limit: number): PassageScore[] {
    this.requireAlive('search')
    checkVector(vector, this.dimensions)
    const count = Math.min(limit, this.labels.size - this.deleted.size)
    if (count <= 0) return []
    this.index.setEf(Math.max(searchBreadth(this.labels.size), count * 2))
    const { neighbors, distances } = this.index.searchKnn(Array.from(vector), count)
    return neighbors.map((passageId, position) => ({ passageId, score: 1 - (distances[position] ?? 1) }))
  }

  /** The vector of a label that is not deleted; undefined otherwise. */
  vector(label: number): Float32Array | undefined {
    this.requireAlive('vector')
    if (!this.labels.has(label) || this.deleted.has(label)) return undefined
    return Float32Array.from(this.index.getPoint(label))
  }

  /** Labels that are not deleted, spread evenly over the graph. */
  sample(count: number): number[] {
    const live = [...this.labels].filter(label => !this.deleted.has(label))
    const step = Math.max(1, Math.floor(live.length / count))
    return live.filter((_label, position) => position % step === 0).slice(0, count)
  }

  /**
   * Writes to a file on another thread. The library reports success on a full disk: the caller must verify.
   * @throws {Error} when a save is under way
   */
  async save(file: string): Promise<void> {
    this.requireMutable('save')
    this.saving = true
    try {
      await this.index.writeIndex(file)
    } finally {
      this.saving = false
    }
  }

  /** Frees the memory now: the garbage collector does not see how much there is. */
  dispose(): void {
    if (this.disposed) return
    this.requireMutable('dispose')
    this.disposed = true
    this.index.initIndex(1)
  }

  private isMarked(label: number): boolean {
    try {
      this.index.unmarkDelete(label)
    } catch {
      return false
    }
    this.index.markDelete(label)
    return true
  }

  /** Growing moves the memory: it must be done before the library runs out, and never beside a search. */
  private grow(): void {
    const capacity = this.index.getMaxElements()
    if (this.labels.size < capacity) return
    this.index.resizeIndex(Math.ceil(capacity * GROWTH))
  }

  private requireMutable(method: string): void {
    this.requireAlive(method)
    // Changes during a write corrupt the file.
    if (this.saving) throw new Error(`graph.${method}: the graph is being saved`)
  }

  private requireAlive(method: string): void {
    if (this.disposed) throw new Error(`graph.${method}: the graph was disposed of`)
  }
}

function checkLabel(label: number): void {
  if (!Number.isInteger(label) || label < 0 || label > MAX_LABEL)
    throw new RangeError(`graph: a label must be an integer from 0 to ${MAX_LABEL}, got ${label}`)
}

function searchBreadth(passages: number): number {
  return Math.ceil(MIN_SEARCH_BREADTH * Math.max(1, passages / BREADTH_GROWS_FROM) ** 0.25)
}
