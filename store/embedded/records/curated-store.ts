import { z } from 'zod'
import { AppError } from '../../../core/errors.js'
import type { RetrievalFilter } from '../../../core/types.js'
import {
  MAX_CURATED_QUESTIONS,
  MAX_DISMISSED,
  type CuratedAnswer,
  type CuratedQuery,
  type CuratedQuestions,
  type DismissedQuestion,
  type NewCuratedAnswer,
} from '../../curated.js'
import { CuratedQuotes } from './curated-quotes.js'
import { readCursor, writeCursor } from '../cursor.js'
import { keepQuote, keptQuote } from './kept-quote.js'
import { collectionsColumn, collectionsParameter, fromCollectionsColumn } from './record-scope.js'
import type { Statements } from '../statements.js'

interface CuratedRow {
  readonly key: number
  readonly id: string
  readonly collection: string
  readonly collection_key: number
  readonly created_at: string
  readonly created_by: string
  readonly updated_at: string
  readonly updated_by: string
  readonly blocks: string
}

const keptBlocks = z.array(z.object({ text: z.string().nullable(), quotes: z.array(keptQuote) }))
export const readKeptBlocks = (blocks: string) => keptBlocks.parse(JSON.parse(blocks))

const placeSchema = z.tuple([z.string(), z.int()])
/** `updated_at` and key. */
type Place = z.output<typeof placeSchema>
const AFTER_ALL: Place = ['\uffff', 0]

/** @returns false when the collection is not there, or the id is one of another collection */
export function putCurated(statements: Statements, answer: NewCuratedAnswer): boolean {
  return statements.database
    .transaction(() => {
      const { id, collection, questions, blocks, by, at } = answer
      const kept = blocks.map(({ text, quotes }) => ({
        text,
        quotes: quotes.map(quote => keepQuote(quote.documentId, quote.start, quote.text)),
      }))
      const sql = `INSERT INTO curated (id, collection, created_at, created_by, updated_at, updated_by, blocks)
        SELECT @id, key, @at, @by, @at, @by, @kept FROM collections WHERE id = @collection
        ON CONFLICT (id) DO UPDATE SET updated_at = @at, updated_by = @by, blocks = @kept
          WHERE collection = excluded.collection
        RETURNING key`
      const key = statements
        .values<[object], number>(sql)
        .get({ id, at, by, kept: JSON.stringify(kept), collection })
      if (key === undefined) return false
      statements.run('DELETE FROM curated_questions WHERE curated = ?', key)
      const insert = 'INSERT INTO curated_questions (curated, ordinal, question) VALUES (?, ?, ?)'
      for (const [ordinal, question] of questions.entries()) statements.run(insert, key, ordinal, question)
      requireRoom(statements)
      return true
    })
    .immediate()
}

function requireRoom(statements: Statements): void {
  const held = statements.values<[], number>('SELECT count(*) FROM curated_questions').get() ?? 0
  if (held <= MAX_CURATED_QUESTIONS) return
  throw new AppError(
    'too_many_curated',
    `All curated answers together may have ${MAX_CURATED_QUESTIONS} questions and wordings. Nothing was changed; remove some first.`,
  )
}

/** @returns false when there was none */
export function removeCurated(
  statements: Statements,
  { id, collections }: { readonly id: string; readonly collections: readonly string[] | undefined },
): boolean {
  const sql = `DELETE FROM curated AS a WHERE id = @id AND ${IN_COLLECTIONS}`
  return statements.run(sql, { id, collections: collectionsParameter(collections) }).changes > 0
}

export function dismissQuestions(
  statements: Statements,
  { questions, dismissed }: { readonly questions: readonly DismissedQuestion[]; readonly dismissed: boolean },
): void {
  const sql = dismissed
    ? 'INSERT OR IGNORE INTO dismissed_questions (question, collections) VALUES (?, ?)'
    : 'DELETE FROM dismissed_questions WHERE question = ? AND collections = ?'
  statements.database
    .transaction(() => {
      for (const { key, collections } of questions)
        statements.run(sql, key, collectionsColumn(collections) ?? '')
      const oldest = `DELETE FROM dismissed_questions WHERE key <=
        (SELECT key FROM dismissed_questions ORDER BY key DESC LIMIT 1 OFFSET ?)`
      statements.run(oldest, MAX_DISMISSED)
    })
    .immediate()
}

export function readDismissed(statements: Statements): DismissedQuestion[] {
  return statements
    .rows<[], { question: string; collections: string }>(
      'SELECT question, collections FROM dismissed_questions',
    )
    .all()
    .map(({ question, collections }) => ({
      key: question,
      collections: fromCollectionsColumn(collections === '' ? null : collections),
    }))
}

export function readCuratedQuestions(statements: Statements): CuratedQuestions[] {
  const sql = `SELECT a.id, c.id AS collection, a.updated_at AS updatedAt,
      (SELECT json_group_array(question) FROM
        (SELECT question FROM curated_questions WHERE curated = a.key ORDER BY ordinal)) AS questions
    FROM curated a JOIN collections c ON c.key = a.collection ORDER BY a.key`
  return statements
    .rows<[], Omit<CuratedQuestions, 'questions'> & { readonly questions: string }>(sql)
    .all()
    .map(row => ({ ...row, questions: JSON.parse(row.questions) as string[] }))
}

/** @throws {AppError} `invalid_cursor` */
export function listCurated(
  statements: Statements,
  { limit, cursor, collections }: CuratedQuery,
): { readonly answers: readonly CuratedAnswer[]; readonly nextCursor: string | null } {
  const [time, key] = cursor === undefined ? AFTER_ALL : readCursor(placeSchema, cursor)
  return statements.snapshot(() => {
    const sql = `${SELECT} WHERE a.updated_at <= @time AND (a.updated_at, a.key) < (@time, @key)
      AND ${IN_COLLECTIONS} ORDER BY a.updated_at DESC, a.key DESC LIMIT @limit`
    const rows = statements
      .rows<[object], CuratedRow>(sql)
      .all({ time, key, collections: collectionsParameter(collections), limit: limit + 1 })
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const quotes = new CuratedQuotes(statements)
    return {
      answers: page.map(row => toCurated(statements, row, quotes)),
      nextCursor: rows.length > limit && last !== undefined ? writeCursor([last.updated_at, last.key]) : null,
    }
  })
}

export function readCurated(
  statements: Statements,
  { id, collections }: { readonly id: string; readonly collections: readonly string[] | undefined },
): CuratedAnswer | undefined {
  return statements.snapshot(() => {
    const row = statements
      .rows<[object], CuratedRow>(`${SELECT} WHERE a.id = @id AND ${IN_COLLECTIONS}`)
      .get({ id, collections: collectionsParameter(collections) })
    return row && toCurated(statements, row, new CuratedQuotes(statements))
  })
}

/** Those that may be served: each quote stands, in a document that the filter lets through. */
export function readServable(
  statements: Statements,
  { ids, filter }: { readonly ids: readonly string[]; readonly filter: RetrievalFilter | undefined },
): CuratedAnswer[] {
  return statements.snapshot(() => {
    const quotes = new CuratedQuotes(statements)
    const sql = `${SELECT} WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.updated_at DESC, a.key DESC`
    return statements
      .rows<[string], CuratedRow>(sql)
      .all(JSON.stringify(ids))
      .filter(row => {
        const cited = readKeptBlocks(row.blocks).flatMap(block => block.quotes)
        return cited.every(({ documentId }) => quotes.passes(row.collection_key, documentId, filter))
      })
      .map(row => toCurated(statements, row, quotes))
      .filter(({ fault }) => fault === null)
  })
}

const SELECT = `SELECT a.*, a.collection AS collection_key, c.id AS collection
  FROM curated a JOIN collections c ON c.key = a.collection`
/** Of a table or alias `a`. */
const IN_COLLECTIONS = `(@collections IS NULL OR a.collection IN
  (SELECT key FROM collections WHERE id IN (SELECT value FROM json_each(@collections))))`

function toCurated(statements: Statements, row: CuratedRow, quotes: CuratedQuotes): CuratedAnswer {
  const questions = statements
    .values<[number], string>('SELECT question FROM curated_questions WHERE curated = ? ORDER BY ordinal')
    .all(row.key)
  const blocks = readKeptBlocks(row.blocks).map(block => ({
    text: block.text,
    quotes: block.quotes.map(quote => quotes.find(row.collection_key, quote)),
  }))
  const faults = blocks.flatMap(block => block.quotes).flatMap(({ fault }) => fault ?? [])
  return {
    id: row.id,
    collection: row.collection,
    questions,
    blocks,
    fault: faults[0] ?? null,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  }
}
