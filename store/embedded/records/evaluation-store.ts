import type { RecordScope } from '../../archive.js'
import { MAX_EVALUATIONS, type EvaluationHead, type EvaluationRecord } from '../../evaluations.js'
import {
  collectionsColumn,
  fromCollectionsColumn,
  IN_SCOPE,
  scopeParameters,
  type ScopeParameters,
} from './record-scope.js'
import type { Statements } from '../statements.js'

interface EvaluationRow {
  readonly id: string
  readonly created_at: string
  readonly owner: string
  readonly collections: string | null
  readonly name: string
  readonly summary: string
  readonly questions: string
}

export function putEvaluation(statements: Statements, record: EvaluationRecord): void {
  statements.database
    .transaction(() => {
      statements.run(
        `INSERT INTO evaluations (id, created_at, owner, collections, name, summary, questions)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        record.id,
        record.createdAt,
        record.owner,
        collectionsColumn(record.collections),
        record.name,
        JSON.stringify(record.summary),
        JSON.stringify(record.questions),
      )
      const oldest = `DELETE FROM evaluations WHERE key NOT IN
        (SELECT key FROM evaluations ORDER BY key DESC LIMIT ?)`
      statements.run(oldest, MAX_EVALUATIONS)
    })
    .immediate()
}

export function readEvaluations(
  statements: Statements,
  limit: number,
  scope?: RecordScope,
): EvaluationHead[] {
  const sql = `SELECT id, created_at, owner, collections, name, summary FROM evaluations WHERE ${IN_SCOPE}
    ORDER BY key DESC LIMIT @limit`
  return statements
    .rows<[ScopeParameters & { limit: number }], Omit<EvaluationRow, 'questions'>>(sql)
    .all({ ...scopeParameters(scope), limit })
    .map(toHead)
}

export function readEvaluation(
  statements: Statements,
  id: string,
  scope?: RecordScope,
): EvaluationRecord | undefined {
  const row = statements
    .rows<[ScopeParameters & { id: string }], EvaluationRow>(
      `SELECT * FROM evaluations WHERE id = @id AND ${IN_SCOPE}`,
    )
    .get({ ...scopeParameters(scope), id })
  return row && { ...toHead(row), questions: JSON.parse(row.questions) as unknown }
}

/** @returns false when there was none */
export function deleteEvaluation(statements: Statements, id: string, scope?: RecordScope): boolean {
  const sql = `DELETE FROM evaluations WHERE id = @id AND ${IN_SCOPE}`
  return statements.run(sql, { ...scopeParameters(scope), id }).changes > 0
}

function toHead({ id, created_at, owner, collections, name, summary }: Omit<EvaluationRow, 'questions'>) {
  return {
    id,
    createdAt: created_at,
    owner,
    collections: fromCollectionsColumn(collections),
    name,
    summary: JSON.parse(summary) as unknown,
  }
}
