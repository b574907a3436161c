import { documentTermsTable, markBigrams, passageTermsTable } from './collection-tables.js'
import type { Statements } from './statements.js'

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

/** Writes the rows of a document's passages, and the one of the whole document. */
export function writeTerms(statements: Statements, collectionKey: number, document: IndexedDocument): void {
  for (const passage of document.passages)
    writeRow(statements, passageTermsTable(collectionKey), { row: passage.id, document, terms: [passage] })
  const terms = document.passages
  writeRow(statements, documentTermsTable(collectionKey), { row: document.key, document, terms })
}

/** Removes them; those that are not there are no fault. */
export function removeTerms(
  statements: Statements,
  collectionKey: number,
  document: { readonly key: number; readonly passageIds: readonly number[] },
): void {
  for (const id of document.passageIds)
    statements.run(`DELETE FROM ${passageTermsTable(collectionKey)} WHERE rowid = ?`, id)
  statements.run(`DELETE FROM ${documentTermsTable(collectionKey)} WHERE rowid = ?`, document.key)
}

interface TermRow {
  readonly row: number
  readonly document: Pick<IndexedDocument, 'titleWords' | 'titleBigrams'>
  readonly terms: readonly Terms[]
}

function writeRow(statements: Statements, table: string, { row, document, terms }: TermRow): void {
  statements.run(
    `INSERT INTO ${table} (rowid, words, bigrams, title_words, title_bigrams) VALUES (?, ?, ?, ?, ?)`,
    row,
    terms.map(({ words }) => words).join(' '),
    terms.map(({ bigrams }) => markBigrams(bigrams)).join(' '),
    document.titleWords,
    markBigrams(document.titleBigrams),
  )
}
