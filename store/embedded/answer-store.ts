import type { Clock } from '../../core/clock.js'
import type { AnswerRecord, Feedback } from '../archive.js'
import { asMayBeKept, linkAnswer } from './cited-documents.js'
import type { Statements } from './statements.js'

interface AnswerRow {
  readonly id: string
  readonly created_at: string
  readonly conversation_id: string | null
  readonly question: string
  readonly body: string
  readonly trace: string
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
    `INSERT INTO answers (id, created_at, conversation_id, question, body, trace) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at, conversation_id = excluded.conversation_id,
       question = excluded.question, body = excluded.body, trace = excluded.trace`,
    record.id,
    record.createdAt,
    record.conversationId,
    record.question,
    JSON.stringify(record.body ?? null),
    JSON.stringify(record.trace ?? null),
  )
}

export function readAnswer(statements: Statements, id: string): AnswerRecord | undefined {
  const row = statements.rows<[string], AnswerRow>('SELECT * FROM answers WHERE id = ?').get(id)
  return row && toAnswer(row)
}

/** Newest first. */
export function readConversation(statements: Statements, id: string, limit: number): AnswerRecord[] {
  const sql = 'SELECT * FROM answers WHERE conversation_id = ? ORDER BY created_at DESC, rowid DESC LIMIT ?'
  return statements.rows<[string, number], AnswerRow>(sql).all(id, limit).map(toAnswer)
}

/** @returns false when there was nothing of it */
export function deleteConversation(statements: Statements, id: string): boolean {
  return statements.run('DELETE FROM answers WHERE conversation_id = ?', id).changes > 0
}

/** @returns how many were older and are gone */
export function purgeAnswers(statements: Statements, before: string): number {
  return statements.run('DELETE FROM answers WHERE created_at < ?', before).changes
}

/** @returns false when there is no such answer */
export function putFeedback(
  statements: Statements,
  answerId: string,
  { rating, comment }: Feedback,
  clock: Clock,
): boolean {
  const sql = `INSERT INTO feedback (answer, rating, comment, created_at)
     SELECT id, ?, ?, ? FROM answers WHERE id = ?`
  return statements.run(sql, rating, comment, clock.now().toISOString(), answerId).changes > 0
}

function toAnswer({ created_at, conversation_id, body, trace, ...rest }: AnswerRow): AnswerRecord {
  return {
    ...rest,
    createdAt: created_at,
    conversationId: conversation_id,
    body: JSON.parse(body) as unknown,
    trace: JSON.parse(trace) as unknown,
  }
}
