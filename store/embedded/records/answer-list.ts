import { z } from 'zod'
import type { AnswersPage, AnswersQuery, ListedAnswer } from '../../answer-list.js'
import type { Feedback } from '../../archive.js'
import { fromCollectionsColumn, IN_SCOPE, scopeParameters, type ScopeParameters } from './record-scope.js'
import { readCursor, writeCursor } from '../cursor.js'
import type { Statements } from '../statements.js'

interface ListedRow {
  readonly rowid: number
  readonly id: string
  readonly created_at: string
  readonly conversation_id: string | null
  readonly question: string
  readonly owner: string
  readonly collections: string | null
  readonly answered: number | null
  readonly confidence: number | null
  readonly mode: string | null
  readonly rating: Feedback['rating'] | null
  readonly comment: string | null
}

/** Rows looked through for one page: a rare kind of answer must not keep other readers waiting. */
const MAX_LOOKED_AT = 2000
const AFTER_ALL: Place = ['\uffff', 0]

const placeSchema = z.tuple([z.string(), z.int()])
/** `created_at` and rowid. */
type Place = z.output<typeof placeSchema>

// Both bounds of the place are needed: the first lets the index be used, the second is the exact rule.
const SQL = `
  SELECT a.rowid, a.id, a.created_at, a.conversation_id, a.question, a.owner, a.collections,
    json_extract(a.body, '$.answered') AS answered, json_extract(a.body, '$.confidence') AS confidence,
    json_extract(a.body, '$.mode') AS mode, f.rating, f.comment
  FROM (SELECT rowid, * FROM answers
    WHERE created_at <= ? AND (created_at, rowid) < (?, ?) AND ${IN_SCOPE}
    ORDER BY created_at DESC, rowid DESC LIMIT ${MAX_LOOKED_AT}) a
  LEFT JOIN feedback f ON f.key = (SELECT max(key) FROM feedback WHERE answer = a.id)
  ORDER BY a.created_at DESC, a.rowid DESC`

/** @throws {AppError} `invalid_cursor` */
export function listAnswers(statements: Statements, query: AnswersQuery): AnswersPage {
  const [time, rowid] = query.cursor === undefined ? AFTER_ALL : readCursor(placeSchema, query.cursor)
  const rows = statements
    .rows<[string, string, number, ScopeParameters], ListedRow>(SQL)
    .iterate(time, time, rowid, scopeParameters(query.scope))
  const answers: ListedAnswer[] = []
  let last: ListedRow | undefined
  let lookedAt = 0
  for (const row of rows) {
    last = row
    lookedAt += 1
    if (isWanted(row, query)) answers.push(toListed(row))
    if (answers.length === query.limit) break
  }
  const mayGoOn = answers.length === query.limit || lookedAt === MAX_LOOKED_AT
  return {
    answers,
    nextCursor: mayGoOn && last !== undefined ? writeCursor([last.created_at, last.rowid]) : null,
  }
}

function isWanted(row: ListedRow, { answered, rating }: AnswersQuery): boolean {
  if (answered !== undefined && (row.answered === 1) !== answered) return false
  return rating === undefined || row.rating === rating
}

function toListed(row: ListedRow): ListedAnswer {
  return {
    id: row.id,
    createdAt: row.created_at,
    question: row.question,
    owner: row.owner,
    collections: fromCollectionsColumn(row.collections),
    answered: row.answered === 1,
    confidence: row.confidence ?? 0,
    mode: row.mode ?? 'extractive',
    conversationId: row.conversation_id,
    feedback: row.rating === null ? null : { rating: row.rating, comment: row.comment },
  }
}
