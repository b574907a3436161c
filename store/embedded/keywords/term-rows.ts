import { documentTermsTable, markBigrams, passageTermsTable } from '../documents/collection-tables.js'
import type { Statements } from '../statements.js'
import { add, subtractTotals, totalsOfRow, type TermTotals } from './term-totals.js'

/** Terms as core/text/tokenise makes them, space-separated. */
interface Terms {
  readonly words: string
  readonly bigrams: string
}

/** What the keyword index holds of a document. */
export interface IndexedDocument {
  readonly key: number
  readonly titleWords: string
  readonly titleBigrams: string
  readonly passages: readonly (Terms & { readonly id: number })[]
}

/** Writes and removes the rows of documents in the keyword indexes, and keeps what BM25 weighs them by exact. */
export class TermRows {
  /** What was removed in this transaction, by table. */
  private readonly removed = new Map<string, TermTotals>()

  constructor(private readonly statements: Statements) {}

  /** Every change of rows happens in one of these. */
  transaction<T>(work: () => T): T {
    const change = () => {
      this.removed.clear()
      const result = work()
      for (const [table, totals] of this.removed) subtractTotals(this.statements, table, totals)
      return result
    }
    return this.statements.database.transaction(change).immediate()
  }

  /** The rows of a document's passages, and the one of the whole document. */
  write(collectionKey: number, document: IndexedDocument): void {
    for (const passage of document.passages)
      this.writeRow(passageTermsTable(collectionKey), { row: passage.id, document, terms: [passage] })
    const terms = document.passages
    this.writeRow(documentTermsTable(collectionKey), { row: document.key, document, terms })
  }

  /** Those that are not there are no fault. */
  remove(
    collectionKey: number,
    document: { readonly key: number; readonly passageIds: readonly number[] },
  ): void {
    for (const id of document.passageIds) this.removeRow(passageTermsTable(collectionKey), id)
    this.removeRow(documentTermsTable(collectionKey), document.key)
  }

  /** One row of one keyword index; one that is not there is no fault. */
  removeRow(table: string, row: number): void {
    const totals = totalsOfRow(this.statements, table, row)
    if (totals === undefined) return
    this.statements.run(`DELETE FROM ${table} WHERE rowid = ?`, row)
    this.removed.set(table, add(this.removed.get(table) ?? [], totals))
  }

  private writeRow(table: string, { row, document, terms }: TermRow): void {
    this.statements.run(
      `INSERT INTO ${table} (rowid, words, bigrams, title_words, title_bigrams) VALUES (?, ?, ?, ?, ?)`,
      row,
      terms.map(({ words }) => words).join(' '),
      terms.map(({ bigrams }) => markBigrams(bigrams)).join(' '),
      document.titleWords,
      markBigrams(document.titleBigrams),
    )
  }
}

interface TermRow {
  readonly row: number
  readonly document: Pick<IndexedDocument, 'titleWords' | 'titleBigrams'>
  readonly terms: readonly Terms[]
}
