import type { Clock } from '../../../core/clock.js'
import type { DocumentTerms } from '../../index-upkeep.js'
import { requireCollection, vectorTable, vectorTables } from './collection-tables.js'
import type { PassageChange } from './document-writer.js'
import type { Statements } from '../statements.js'
import { TermRows } from '../keywords/term-rows.js'

interface DocumentRow {
  readonly key: number
  readonly version: number
  readonly withdrawnAt: string | null
}

/** Hides documents from every search and reader without removing them, and brings them back. */
export class DocumentWithdrawal {
  private readonly terms: TermRows

  constructor(
    private readonly statements: Statements,
    private readonly modelKey: number,
    private readonly clock: Clock,
  ) {
    this.terms = new TermRows(statements)
  }

  /** One that is withdrawn already takes the new reason. @returns undefined when there is no such document */
  withdraw(collection: string, id: string, reason: string | null): PassageChange | undefined {
    return this.terms.transaction(() => {
      const collectionKey = requireCollection(this.statements.database, collection)
      const document = this.find(collectionKey, id)
      if (document === undefined) return undefined
      const removed = document.withdrawnAt === null ? this.hide(collectionKey, document.key) : []
      this.statements.run(
        'UPDATE documents SET withdrawn_at = coalesce(withdrawn_at, ?), withdrawal_reason = ? WHERE key = ?',
        this.clock.now().toISOString(),
        reason,
        document.key,
      )
      return { collectionKey, added: [], removed }
    })
  }

  /**
   * Its passages get the terms given and the vectors that were put aside.
   * @returns undefined when it is not there, not withdrawn, or has other passages than the terms were made of
   */
  restore(collection: string, terms: DocumentTerms): PassageChange | undefined {
    return this.terms.transaction(() => {
      const { statements } = this
      const collectionKey = requireCollection(statements.database, collection)
      const document = this.find(collectionKey, terms.id)
      if (document === undefined || document.withdrawnAt === null || document.version !== terms.version)
        return undefined
      this.terms.write(collectionKey, { ...terms, key: document.key })
      for (const table of vectorTables(statements.database, collectionKey))
        this.bringBack(table, document.key)
      statements.run(`DELETE FROM withdrawn_vectors WHERE passage IN (${PASSAGES})`, document.key)
      statements.run(`INSERT OR IGNORE INTO restored_passages ${PASSAGES}`, document.key)
      statements.run(
        'UPDATE documents SET withdrawn_at = NULL, withdrawal_reason = NULL WHERE key = ?',
        document.key,
      )
      this.count(collectionKey, document.key, 1)
      const table = vectorTable(collectionKey, this.modelKey)
      const added = this.ids(`SELECT passage FROM ${table} WHERE passage IN (${PASSAGES})`, document.key)
      return { collectionKey, added, removed: [] }
    })
  }

  private hide(collectionKey: number, key: number): number[] {
    const { statements } = this
    const passageIds = this.ids(`${PASSAGES} ORDER BY ordinal`, key)
    this.terms.remove(collectionKey, { key, passageIds })
    for (const table of vectorTables(statements.database, collectionKey)) {
      statements.run(
        `INSERT OR REPLACE INTO withdrawn_vectors (passage, model, vector)
         SELECT passage, ?, vector FROM ${table} WHERE passage IN (${PASSAGES})`,
        modelKeyOf(table),
        key,
      )
      statements.run(`DELETE FROM ${table} WHERE passage IN (${PASSAGES})`, key)
    }
    this.count(collectionKey, key, -1)
    return passageIds
  }

  private bringBack(table: string, key: number): void {
    this.statements.run(
      `INSERT OR IGNORE INTO ${table} (passage, vector) SELECT passage, vector FROM withdrawn_vectors
       WHERE model = ? AND passage IN (${PASSAGES})`,
      modelKeyOf(table),
      key,
    )
  }

  private find(collectionKey: number, id: string): DocumentRow | undefined {
    const sql =
      'SELECT key, version, withdrawn_at AS withdrawnAt FROM documents WHERE collection = ? AND id = ?'
    return this.statements.rows<[number, string], DocumentRow>(sql).get(collectionKey, id)
  }

  private ids(sql: string, key: number): number[] {
    return this.statements.values<[number], number>(sql).all(key)
  }

  private count(collectionKey: number, key: number, sign: 1 | -1): void {
    this.statements.run(
      `UPDATE collections SET documents = documents + ?, updated_at = ?,
       passages = passages + ? * (SELECT passages FROM documents WHERE key = ?) WHERE key = ?`,
      sign,
      this.clock.now().toISOString(),
      sign,
      key,
      collectionKey,
    )
  }
}

/** Of one document. */
const PASSAGES = 'SELECT id FROM passages WHERE document = ?'

/** The last part of the name of a table of vectors. */
const modelKeyOf = (table: string) => Number(/\d+$/.exec(table)?.[0])
