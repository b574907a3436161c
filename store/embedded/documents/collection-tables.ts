import type Database from 'better-sqlite3'
import { AppError } from '../../../core/errors.js'

/**
 * The tables of one collection: two keyword indexes (rows are passages; rows are whole documents) and the
 * vectors of each model. One set a collection, so that a query never pays for, or is skewed by, another
 * collection, and removing one is dropping tables.
 */

export const passageTermsTable = (collectionKey: number) => `passage_terms_${collectionKey}`
export const documentTermsTable = (collectionKey: number) => `document_terms_${collectionKey}`
export const vectorTable = (collectionKey: number, modelKey: number) => `vectors_${collectionKey}_${modelKey}`

/**
 * Marks a bigram, so that the same two characters as a word are another term: one look-up, exact counts and
 * no column filter. Index terms hold letters and digits only, so nothing else starts with it.
 */
const BIGRAM_MARK = '_'

/** @param bigrams space-separated */
export const markBigrams = (bigrams: string) =>
  bigrams === '' ? '' : BIGRAM_MARK + bigrams.replaceAll(' ', ` ${BIGRAM_MARK}`)
export const markBigram = (bigram: string) => BIGRAM_MARK + bigram

/**
 * Contentless: the text is not kept a second time. The `ascii` tokenizer takes every character beyond ASCII
 * as part of a term: terms arrive finished, and unicode61 would cut them at letters younger than its tables.
 */
function termsTable(name: string): string {
  return `CREATE VIRTUAL TABLE ${name} USING fts5 (
    words, bigrams, title_words, title_bigrams,
    content = '', contentless_delete = 1, tokenize = "ascii tokenchars '${BIGRAM_MARK}'")`
}

export function createCollectionTables(database: Database.Database, collectionKey: number): void {
  database.exec(termsTable(passageTermsTable(collectionKey)))
  database.exec(termsTable(documentTermsTable(collectionKey)))
}

/** The index on the key alone makes counting and listing cheap: it holds no vectors. */
export function createVectorTable(
  database: Database.Database,
  collectionKey: number,
  modelKey: number,
): void {
  const name = vectorTable(collectionKey, modelKey)
  database.exec(`CREATE TABLE IF NOT EXISTS ${name} (passage INTEGER PRIMARY KEY, vector BLOB NOT NULL);
    CREATE INDEX IF NOT EXISTS ${name}_keys ON ${name} (passage)`)
}

export function dropCollectionTables(database: Database.Database, collectionKey: number): void {
  const tables = [
    passageTermsTable(collectionKey),
    documentTermsTable(collectionKey),
    ...vectorTables(database, collectionKey),
  ]
  for (const table of tables) database.exec(`DROP TABLE ${table}`)
}

/** The vector tables of a collection, those of earlier models too. */
export function vectorTables(database: Database.Database, collectionKey: number): string[] {
  return database
    .prepare<[string], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?`)
    .pluck()
    .all(`vectors_${collectionKey}_*`)
}

/** @throws {AppError} `collection_not_found` */
export function requireCollection(database: Database.Database, id: string): number {
  const key = database.prepare<[string], number>('SELECT key FROM collections WHERE id = ?').pluck().get(id)
  if (key === undefined) throw collectionNotFound(id)
  return key
}

export function collectionNotFound(id: string): AppError {
  return new AppError('collection_not_found', `There is no collection ${id}. Create it first.`)
}
