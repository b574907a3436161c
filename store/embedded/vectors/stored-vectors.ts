import type { Passage } from '../../../core/types.js'
import { vectorTable } from '../documents/collection-tables.js'
import { DocumentReader } from '../documents/document-reader.js'
import type { Statements } from '../statements.js'

interface VectorRow {
  readonly passage: number
  readonly vector: Buffer
}

/** The vectors of the current model, as they are kept: the truth that every index is made from. */
export class StoredVectors {
  /** By collection: every passage below this id has its vector. Only grows, so that a long re-embedding is linear. */
  private readonly completeBelow = new Map<number, number>()
  private readonly documents: DocumentReader

  constructor(
    private readonly statements: Statements,
    private readonly modelKey: number,
    private readonly dimensions: number,
  ) {
    this.documents = new DocumentReader(statements)
  }

  /**
   * Runs work on one snapshot of the database, in which the collection and its tables are.
   * @returns undefined, and nothing was run, when the collection was removed
   */
  whileHeld<T>(collectionKey: number, work: () => T): T | undefined {
    const held = this.statements.values<[number], number>('SELECT 1 FROM collections WHERE key = ?')
    return this.statements.snapshot(() => (held.get(collectionKey) === undefined ? undefined : work()))
  }

  /** Of any collection; those without one are left out. */
  byPassage(ids: readonly number[]): Map<number, Float32Array> {
    const sql = `SELECT p.id, d.collection FROM json_each(?) asked CROSS JOIN passages p ON p.id = asked.value
      CROSS JOIN documents d ON d.key = p.document`
    const owners = this.statements
      .rows<[string], { id: number; collection: number }>(sql)
      .all(JSON.stringify(ids))
    const found = new Map<number, Float32Array>()
    for (const { id, collection } of owners) for (const row of this.of(collection, [id])) found.set(...row)
    return found
  }

  /** The vectors of these passages of one collection. */
  *of(collectionKey: number, ids: Iterable<number>): Generator<[number, Float32Array]> {
    const get = this.statements.rows<[number], VectorRow>(
      `SELECT passage, vector FROM ${this.table(collectionKey)} WHERE passage = ?`,
    )
    for (const id of ids) {
      const row = get.get(id)
      if (row !== undefined) yield [id, this.toVector(row)]
    }
  }

  /** By passage id, from the one after `after`. */
  slice(collectionKey: number, after: number, limit: number): [number, Float32Array][] {
    const sql = `SELECT passage, vector FROM ${this.table(collectionKey)} WHERE passage > ? ORDER BY passage LIMIT ?`
    return this.statements
      .rows<[number, number], VectorRow>(sql)
      .all(after, limit)
      .map(row => [row.passage, this.toVector(row)])
  }

  /** All of a collection, or those beyond a passage; the vector handed out is valid until the next step. */
  *all(collectionKey: number, after = 0): Generator<[number, Float32Array]> {
    const sql = `SELECT passage, vector FROM ${this.table(collectionKey)} WHERE passage > ?`
    for (const row of this.statements.rows<[number], VectorRow>(sql).iterate(after))
      yield [row.passage, this.toVector(row)]
  }

  count(collectionKey: number): number {
    const sql = `SELECT count(*) FROM ${this.table(collectionKey)}`
    return this.statements.values<[], number>(sql).get() ?? 0
  }

  /** The passages that have a vector, ascending. */
  ids(collectionKey: number): number[] {
    const table = this.table(collectionKey)
    const sql = `SELECT passage FROM ${table} INDEXED BY ${table}_keys ORDER BY passage`
    return this.statements.values<[], number>(sql).all()
  }

  /** What a saved index is compared with: those that have a vector, and those of them that it may still hide. */
  passages(collectionKey: number): { live: Set<number>; restored: number[] } {
    return { live: new Set(this.ids(collectionKey)), restored: this.restored(collectionKey) }
  }

  /** Passages of a collection that were withdrawn once. */
  private restored(collectionKey: number): number[] {
    const sql = `SELECT r.passage FROM restored_passages r CROSS JOIN passages p ON p.id = r.passage
      CROSS JOIN documents d ON d.key = p.document WHERE d.collection = ?`
    return this.statements.values<[number], number>(sql).all(collectionKey)
  }

  /** Live passages without a vector, oldest first. */
  missing(limit: number): Passage[] {
    const keys = this.statements.values<[], number>('SELECT key FROM collections').all()
    const ids = keys.flatMap(key => this.missingOf(key, limit))
    return this.documents.passages(ids.sort((one, other) => one - other).slice(0, limit))
  }

  private missingOf(collectionKey: number, limit: number): number[] {
    const count = this.statements.values<[number], number>('SELECT passages FROM collections WHERE key = ?')
    if (this.count(collectionKey) === count.get(collectionKey)) return []
    const table = this.table(collectionKey)
    const sql = `SELECT p.id FROM passages p CROSS JOIN documents d ON d.key = p.document
      WHERE p.id >= ? AND d.collection = ? AND d.withdrawn_at IS NULL AND p.id NOT IN (SELECT passage FROM ${table} INDEXED BY ${table}_keys)
      ORDER BY p.id LIMIT ?`
    const from = this.completeBelow.get(collectionKey) ?? 0
    const ids = this.statements.values<[number, number, number], number>(sql).all(from, collectionKey, limit)
    if (ids[0] !== undefined) this.completeBelow.set(collectionKey, ids[0])
    // One that was withdrawn when its turn came, and is back.
    else if (from > 0) {
      this.completeBelow.delete(collectionKey)
      return this.missingOf(collectionKey, limit)
    }
    return ids
  }

  private table(collectionKey: number): string {
    return vectorTable(collectionKey, this.modelKey)
  }

  private toVector({ passage, vector }: VectorRow): Float32Array {
    if (vector.byteLength !== this.dimensions * Float32Array.BYTES_PER_ELEMENT)
      throw new Error(`the stored vector of passage ${passage} has ${vector.byteLength} bytes`)
    return vector.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0
      ? new Float32Array(vector.buffer, vector.byteOffset, this.dimensions)
      : new Float32Array(Uint8Array.from(vector).buffer)
  }
}
