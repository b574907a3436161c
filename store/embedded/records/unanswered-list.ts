import type { UnansweredQuery, UnansweredQuestion } from '../../unanswered.js'
import { fromCollectionsColumn, IN_SCOPE, scopeParameters, type ScopeParameters } from './record-scope.js'
import type { Statements } from '../statements.js'

interface Row {
  readonly id: string
  readonly created_at: string
  readonly question: string
  readonly collections: string | null
  readonly answered: number
}

interface Parameters extends ScopeParameters {
  readonly since: string
  readonly collection: string | null
  readonly limit: number
}

const WANTED = `created_at >= @since AND NOT measured AND ${IN_SCOPE}
  AND (@collection IS NULL OR collections IS NULL OR @collection IN (SELECT value FROM json_each(collections)))
  ORDER BY created_at DESC LIMIT @limit`

/** Each half in the words of its index. */
const SQL = `
  SELECT id, created_at, coalesce(json_extract(body, '$.standaloneQuestion'), question) AS question, collections,
    json_extract(body, '$.answered') AS answered
  FROM answers WHERE rowid IN (
    SELECT * FROM (SELECT rowid FROM answers WHERE json_extract(body, '$.answered') = 0 AND ${WANTED})
    UNION
    SELECT * FROM (SELECT rowid FROM answers WHERE id IN (
      SELECT answer FROM feedback f WHERE rating = 'down'
        AND NOT EXISTS (SELECT 1 FROM feedback later WHERE later.answer = f.answer AND later.key > f.key)
    ) AND ${WANTED}))
  ORDER BY created_at DESC, rowid DESC LIMIT @limit`

/** Newest first. */
export function listUnanswered(
  statements: Statements,
  { collection, since, limit, scope }: UnansweredQuery,
): UnansweredQuestion[] {
  const asked = { since: since ?? '', collection: collection ?? null, limit }
  return statements
    .rows<[Parameters], Row>(SQL)
    .all({ ...asked, ...scopeParameters(scope) })
    .map(({ id, created_at, question, collections, answered }) => ({
      id,
      createdAt: created_at,
      question,
      collections: fromCollectionsColumn(collections),
      refused: answered === 0,
    }))
}
