import type { DocumentTerms } from '../../index-upkeep.js'
import {
  documentTermsTable,
  passageTermsTable,
  requireCollection,
  vectorTables,
} from '../documents/collection-tables.js'
import type { Statements } from '../statements.js'
import { TermRows } from '../keywords/term-rows.js'
import { recountTotals } from '../keywords/term-totals.js'

/** Makes what finds documents anew, out of what is kept of them. */
export class IndexRepair {
  private readonly terms: TermRows

  constructor(private readonly statements: Statements) {
    this.terms = new TermRows(statements)
  }

  /** The keyword rows of documents; those that changed since the terms were made are left as they are. */
  putTerms(collection: string, documents: readonly DocumentTerms[]): void {
    const { statements } = this
    const find = `SELECT key FROM documents WHERE collection = ? AND id = ? AND version = ? AND withdrawn_at IS NULL`
    this.terms.transaction(() => {
      const collectionKey = requireCollection(statements.database, collection)
      for (const terms of documents) {
        const key = statements
          .values<[number, string, number], number>(find)
          .get(collectionKey, terms.id, terms.version)
        if (key === undefined) continue
        this.terms.remove(collectionKey, { key, passageIds: terms.passages.map(({ id }) => id) })
        this.terms.write(collectionKey, { ...terms, key })
      }
    })
  }

  /** Removes keyword rows and vectors of what is not there or not to be found. @returns how many there were */
  prune(collection: string): number {
    const { statements } = this
    return statements.database
      .transaction(() => {
        const key = requireCollection(statements.database, collection)
        const passages = `SELECT p.id FROM documents d CROSS JOIN passages p ON p.document = d.key
        WHERE d.collection = ${key} AND d.withdrawn_at IS NULL`
        const documents = `SELECT key FROM documents WHERE collection = ${key} AND withdrawn_at IS NULL`
        let removed = this.pruneTerms(passageTermsTable(key), passages)
        removed += this.pruneTerms(documentTermsTable(key), documents)
        for (const table of vectorTables(statements.database, key))
          removed += statements.run(`DELETE FROM ${table} WHERE passage NOT IN (${passages})`).changes
        return removed
      })
      .immediate()
  }

  private pruneTerms(table: string, live: string): number {
    const foreign = this.statements.values<[], number>(`SELECT id FROM ${table}_docsize EXCEPT ${live}`).all()
    for (const id of foreign) this.statements.run(`DELETE FROM ${table} WHERE rowid = ?`, id)
    recountTotals(this.statements, table)
    return foreign.length
  }
}
