import type { Clock } from '../../../core/clock.js'
import type { AnswerRecord, Feedback, RecordScope } from '../../archive.js'
import { asMayBeKept, asMayBeShown, linkAnswer } from '../documents/cited-documents.js'
import {
  collectionsColumn,
  fromCollectionsColumn,
  IN_SCOPE,
  scopeParameters,
  type ScopeParameters,
} from './record-scope.js'
import type { Statements } from '../statements.js'

interface AnswerRow {
  readonly id: string
  readonly created_at: string
  readonly conversation_id: string | null
  readonly question: string
  readonly owner: string
  readonly collections: string | null
  readonly body: string
  readonly trace: string
  readonly measured: number
}

/** An answer of the same id is replaced. What its documents no longer say by now is not kept. */
export function putAnswer(statements: Statements, record: AnswerRecord): void {
  statements.database
    .transaction(() => {
      const { body, trace } = asMayBeKept(statements, record)
      writeAnswer(statements, { ...record, body, trace })
      linkAnswer(statements, record.id, { body, trace })
    })
    .immediate()
}

function writeAnswer(statements: Statements, record: AnswerRecord): void {
  statements.run(
    `INSERT INTO answers (id, created_at, conversation_id, question, owner, collections, body, trace, measured)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at, conversation_id = excluded.conversation_id,
       question = excluded.question, owner = excluded.owner, collections = excluded.collections,
       body = excluded.body, trace = excluded.trace, measured = excluded.measured`,
    record.id,
    record.createdAt,
    record.conversationId,
    record.question,
    record.owner,
    collectionsColumn(record.collections),
    JSON.stringify(record.body ?? null),
    JSON.stringify(record.trace ?? null),
    record.measured === true ? 1 : 0,
  )
}

export function readAnswer(
  statements: Statements,
  id: string,
  scope?: RecordScope,
): AnswerRecord | undefined {
  const sql = `SELECT * FROM answers WHERE id = ? AND ${IN_SCOPE}`
  const row = statements.rows<[string, ScopeParameters], AnswerRow>(sql).get(id, scopeParameters(scope))
  return row && toAnswer(statements, row)
}

/** Of one moment, in the order asked; those that are gone are left out. */
export function readAnswers(statements: Statements, ids: readonly string[]): AnswerRecord[] {
  return statements.snapshot(() => ids.flatMap(id => readAnswer(statements, id) ?? []))
}

/** Newest first. */
export function readConversation(
  statements: Statements,
  { id, limit, scope }: { id: string; limit: number; scope?: RecordScope | undefined },
): AnswerRecord[] {
  const sql = `SELECT * FROM answers WHERE conversation_id = ? AND ${IN_SCOPE}
    ORDER BY created_at DESC, rowid DESC LIMIT ?`
  return statements
    .rows<[string, number, ScopeParameters], AnswerRow>(sql)
    .all(id, limit, scopeParameters(scope))
    .map(row => toAnswer(statements, row))
}

/** @returns false when there was nothing of it */
export function deleteConversation(statements: Statements, id: string, scope?: RecordScope): boolean {
  const sql = `DELETE FROM answers WHERE conversation_id = ? AND ${IN_SCOPE}`
  return statements.run(sql, id, scopeParameters(scope)).changes > 0
}

/** @returns how many were older and are gone */
export function purgeAnswers(statements: Statements, before: string): number {
  return statements.run('DELETE FROM answers WHERE created_at < ?', before).changes
}

/** @returns false when there is no such answer */
export function putFeedback(
  statements: Statements,
  { answerId, feedback, scope }: { answerId: string; feedback: Feedback; scope?: RecordScope | undefined },
  clock: Clock,
): boolean {
  const sql = `INSERT INTO feedback (answer, rating, comment, created_at)
     SELECT id, ?, ?, ? FROM answers WHERE id = ? AND ${IN_SCOPE}`
  const { rating, comment } = feedback
  const now = clock.now().toISOString()
  return statements.run(sql, rating, comment, now, answerId, scopeParameters(scope)).changes > 0
}

function toAnswer(statements: Statements, row: AnswerRow): AnswerRecord {
  const { created_at, conversation_id, collections, body, trace, measured, ...rest } = row
  const kept = { body: JSON.parse(body) as unknown, trace: JSON.parse(trace) as unknown }
  return {
    ...rest,
    ...asMayBeShown(statements, row.id, kept),
    ...(measured === 1 ? { measured: true } : {}),
    createdAt: created_at,
    conversationId: conversation_id,
    collections: fromCollectionsColumn(collections),
  }
}
