import { setImmediate } from 'node:timers/promises'
import type { DocumentTerms } from '../../index-upkeep.js'
import {
  documentTermsTable,
  passageTermsTable,
  requireCollection,
  vectorTables,
} from './collection-tables.js'
import type { Statements } from '../statements.js'
import { correctTotals } from '../keywords/term-recount.js'
import { TermRows } from '../keywords/term-rows.js'

/** Rows looked at in one transaction: a few milliseconds, some tens when all of them go. */
const SLICE_ROWS = 500

const LIVE_PASSAGE = `SELECT 1 FROM passages p JOIN documents d ON d.key = p.document
  WHERE p.id = slice.id AND d.collection = @collection AND d.withdrawn_at IS NULL`
const LIVE_DOCUMENT = `SELECT 1 FROM documents
  WHERE key = slice.id AND collection = @collection AND withdrawn_at IS NULL`

/** A table that finds passages or documents. */
interface Finding {
  readonly table: string
  /** Its column that names the passage or the document. */
  readonly column: string
  /** Yields a row for those of `slice` that are to be found. */
  readonly live: string
  readonly remove: (id: number) => void
}

/** Makes what finds documents anew, out of what is kept of them. */
export class IndexRepair {
  private readonly terms: TermRows

  constructor(
    private readonly statements: Statements,
    private readonly dataDir: string,
  ) {
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

  /**
   * Removes keyword rows and vectors of what is not there or not to be found, and puts right what the keyword
   * indexes are weighed by. Works in slices of a transaction each: writes come in between, and what was cut short is
   * whole and can be begun again.
   * @returns how many there were. @throws {AppError} `collection_not_found`, also when it goes meanwhile
   */
  async prune(collection: string): Promise<number> {
    const { statements, dataDir } = this
    const key = requireCollection(statements.database, collection)
    const termTables = [passageTermsTable(key), documentTermsTable(key)] as const
    let removed = 0
    for (const [index, table] of termTables.entries())
      removed += await this.pruneTable(
        collection,
        this.termRows(table, index === 0 ? LIVE_PASSAGE : LIVE_DOCUMENT),
      )
    for (const table of vectorTables(statements.database, key))
      removed += await this.pruneTable(collection, this.vectors(table))
    for (const table of termTables) await correctTotals(statements, dataDir, table)
    return removed
  }

  private termRows(table: string, live: string): Finding {
    const remove = (id: number): void => {
      this.terms.removeRow(table, id)
    }
    return { table: `${table}_docsize`, column: 'id', live, remove }
  }

  private vectors(table: string): Finding {
    const remove = (id: number): void => {
      this.statements.run(`DELETE FROM ${table} WHERE passage = ?`, id)
    }
    return { table, column: 'passage', live: LIVE_PASSAGE, remove }
  }

  private async pruneTable(collection: string, finding: Finding): Promise<number> {
    let removed = 0
    let last: number | undefined = -1
    do {
      const slice = this.pruneSlice(collection, finding, last)
      removed += slice.removed
      last = slice.last
      await setImmediate()
    } while (last !== undefined)
    return removed
  }

  /** @param after the last id of the slice before @returns the last id of this one; undefined when there was none */
  private pruneSlice(
    collection: string,
    finding: Finding,
    after: number,
  ): { removed: number; last: number | undefined } {
    const { table, column, live, remove } = finding
    const slice = `SELECT ${column} AS id FROM ${table} WHERE ${column} > @after ORDER BY ${column} LIMIT ${SLICE_ROWS}`
    const sql = `SELECT id, EXISTS (${live}) AS isLive FROM (${slice}) slice`
    return this.terms.transaction(() => {
      const key = requireCollection(this.statements.database, collection)
      const rows = this.statements
        .rows<[object], { id: number; isLive: 0 | 1 }>(sql)
        .all({ after, collection: key })
      const foreign = rows.filter(({ isLive }) => isLive === 0)
      for (const { id } of foreign) remove(id)
      return { removed: foreign.length, last: rows.at(-1)?.id }
    })
  }
}
