import type { UnansweredQuery, UnansweredQuestion } from '../unanswered.js'
import { fromCollectionsColumn, IN_SCOPE, scopeParameters, type ScopeParameters } from './record-scope.js'
import type { Statements } from './statements.js'

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

const SQL = `
  SELECT id, created_at, coalesce(json_extract(body, '$.standaloneQuestion'), question) AS question, collections,
    json_extract(body, '$.answered') AS answered
  FROM answers
  WHERE created_at >= @since AND NOT measured AND ${IN_SCOPE}
    AND (@collection IS NULL OR collections IS NULL
      OR @collection IN (SELECT value FROM json_each(collections)))
    AND (json_extract(body, '$.answered') = 0
      OR (SELECT rating FROM feedback WHERE answer = answers.id ORDER BY key DESC LIMIT 1) = 'down')
  ORDER BY created_at DESC LIMIT @limit`

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
