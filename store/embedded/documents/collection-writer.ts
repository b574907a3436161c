import type { Clock } from '../../../core/clock.js'
import type { CollectionInfo } from '../../../core/types.js'
import { answersShowingCollection, withdrawFrom } from './cited-documents.js'
import { createCollectionTables, createVectorTable, dropCollectionTables } from './collection-tables.js'
import { readCollection } from './collection-reader.js'
import type { Statements } from '../statements.js'

/** Makes, renames and removes collections with their tables. */
export class CollectionWriter {
  constructor(
    private readonly statements: Statements,
    private readonly modelKey: number,
    private readonly clock: Clock,
  ) {}

  /** Without a name, an existing collection keeps its own and a new one is named after its id. */
  put(id: string, name: string | undefined): { collection: CollectionInfo; created: boolean } {
    return this.transaction(() => {
      const before = readCollection(this.statements, id)
      if (before === undefined) this.create(id, name ?? id)
      else if (name !== undefined && name !== before.name)
        this.statements.run(
          'UPDATE collections SET name = ?, updated_at = ? WHERE id = ?',
          name,
          this.clock.now().toISOString(),
          id,
        )
      const collection = readCollection(this.statements, id)
      if (collection === undefined) throw new Error(`the collection ${id} was not written`)
      return { collection, created: before === undefined }
    })
  }

  /** @returns its key; undefined when there was none */
  remove(id: string): number | undefined {
    return this.transaction(() => {
      const key = this.statements.values<[string], number>('SELECT key FROM collections WHERE id = ?').get(id)
      if (key === undefined) return undefined
      const showing = answersShowingCollection(this.statements, key)
      this.statements.run('DELETE FROM collections WHERE key = ?', key)
      withdrawFrom(this.statements, showing)
      // A prepared statement on a table keeps it from being dropped.
      this.statements.clear()
      dropCollectionTables(this.statements.database, key)
      return key
    })
  }

  keys(): number[] {
    return this.statements.values<[], number>('SELECT key FROM collections').all()
  }

  /** Every collection has a vector table of the current model. */
  addMissingVectorTables(): void {
    this.transaction(() => {
      for (const key of this.keys()) createVectorTable(this.statements.database, key, this.modelKey)
    })
  }

  private create(id: string, name: string): void {
    const now = this.clock.now().toISOString()
    const sql = 'INSERT INTO collections (id, name, updated_at) VALUES (?, ?, ?)'
    const key = Number(this.statements.run(sql, id, name, now).lastInsertRowid)
    createCollectionTables(this.statements.database, key)
    createVectorTable(this.statements.database, key, this.modelKey)
  }

  private transaction<T>(work: () => T): T {
    return this.statements.database.transaction(work).immediate()
  }
}
