import type { Statements } from '../statements.js'
import {
  documentsNamed,
  withoutWithdrawn,
  type DocumentName,
  type DocumentNow,
  type LookUpDocument,
} from './withdrawal.js'

/**
 * Keeps answers from holding what documents no longer say. Each function is part of a transaction: that which
 * keeps the answer, or that which changes the document.
 */

/** What may be kept of an answer: its document may have gone while it was made. */
export function asMayBeKept<Kept>(statements: Statements, kept: Kept): Kept {
  return withoutWithdrawn(kept, lookUpOnce(statements, READABLE)) as Kept
}

/** Remembers which documents a kept answer shows. */
export function linkAnswer(statements: Statements, answer: string, kept: unknown): void {
  statements.run('DELETE FROM answer_documents WHERE answer = ?', answer)
  for (const { collection, documentId } of documentsNamed(kept))
    statements.run(
      `INSERT INTO answer_documents (document, answer)
       SELECT d.key, ? FROM documents d JOIN collections c ON c.key = d.collection WHERE c.id = ? AND d.id = ?`,
      answer,
      collection,
      documentId,
    )
}

/** The answers that show something of a document. Ask before it is removed: the links go with it. */
export function answersShowing(statements: Statements, documentKey: number): string[] {
  const sql = 'SELECT answer FROM answer_documents WHERE document = ?'
  return statements.values<[number], string>(sql).all(documentKey)
}

/** The answers that show something of any document of a collection. */
export function answersShowingCollection(statements: Statements, collectionKey: number): string[] {
  const sql = `SELECT DISTINCT answer FROM answer_documents JOIN documents ON documents.key = document
    WHERE collection = ?`
  return statements.values<[number], string>(sql).all(collectionKey)
}

/** Takes out of kept answers what their documents no longer say. Call it when the documents have changed. */
export function withdrawFrom(statements: Statements, answers: readonly string[]): void {
  const lookUp = lookUpOnce(statements)
  const select = 'SELECT body, trace FROM answers WHERE id = ?'
  for (const id of answers) {
    const row = statements.rows<[string], { body: string; trace: string }>(select).get(id)
    if (row === undefined) continue
    const kept = { body: JSON.parse(row.body) as unknown, trace: JSON.parse(row.trace) as unknown }
    const left = withoutWithdrawn(kept, lookUp) as typeof kept
    if (left === kept) continue
    const update = 'UPDATE answers SET body = ?, trace = ? WHERE id = ?'
    statements.run(update, JSON.stringify(left.body), JSON.stringify(left.trace), id)
  }
}

/** For answers that were kept before documents were remembered: links them, and takes out what is gone. */
export function relinkAnswers(statements: Statements): void {
  const select = 'SELECT body, trace FROM answers WHERE id = ?'
  for (const id of statements.values<[], string>('SELECT id FROM answers').all()) {
    const row = statements.rows<[string], { body: string; trace: string }>(select).get(id)
    if (row === undefined) continue
    linkAnswer(statements, id, {
      body: JSON.parse(row.body) as unknown,
      trace: JSON.parse(row.trace) as unknown,
    })
    withdrawFrom(statements, [id])
  }
}

/** What documents say now; none is remembered, so that memory does not grow with the answers looked at. */
export function documentLookUp(statements: Statements): LookUpDocument {
  return ({ collection, documentId }) => readNow(statements, { collection, documentId }, KEPT)
}

/**
 * What may be shown of a kept answer: what is withdrawn at present is left out, and stays kept for when it is
 * restored.
 */
export function asMayBeShown<Kept>(statements: Statements, answer: string, kept: Kept): Kept {
  const sql = `SELECT 1 FROM answer_documents JOIN documents ON documents.key = document
    WHERE answer = ? AND withdrawn_at IS NOT NULL LIMIT 1`
  if (statements.values<[string], number>(sql).get(answer) === undefined) return kept
  return withoutWithdrawn(kept, lookUpOnce(statements, READABLE)) as Kept
}

/** Which documents count: all that are kept, or those that can be read at present. */
const KEPT = ''
const READABLE = 'AND d.withdrawn_at IS NULL'

/** Reads each document once. */
function lookUpOnce(
  statements: Statements,
  condition = KEPT,
): (name: DocumentName) => DocumentNow | undefined {
  const known = new Map<string, DocumentNow | undefined>()
  return ({ collection, documentId }) => {
    const name = JSON.stringify([collection, documentId])
    if (!known.has(name)) known.set(name, readNow(statements, { collection, documentId }, condition))
    return known.get(name)
  }
}

function readNow(
  statements: Statements,
  { collection, documentId }: DocumentName,
  condition: string,
): DocumentNow | undefined {
  const row = statements
    .rows<[string, string], { key: number; title: string; url: string | null }>(
      `SELECT d.key, d.title, d.url FROM documents d JOIN collections c ON c.key = d.collection
       WHERE c.id = ? AND d.id = ? ${condition}`,
    )
    .get(collection, documentId)
  if (row === undefined) return undefined
  const texts = statements
    .values<[number], string>('SELECT text FROM passages WHERE document = ? ORDER BY ordinal')
    .all(row.key)
  return { title: row.title, url: row.url, text: texts.join('') }
}
