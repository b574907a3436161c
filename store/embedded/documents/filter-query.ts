import type { RetrievalFilter } from '../../../core/types.js'

/** Which documents a filter lets through: a condition on a table named `documents`. */
export interface FilterQuery {
  readonly where: string
  readonly parameters: readonly (string | number)[]
}

/** @returns undefined when the filter restricts nothing */
export function filterQuery(
  collectionKey: number,
  filter: RetrievalFilter | undefined,
): FilterQuery | undefined {
  const conditions: string[] = []
  const parameters: (string | number)[] = [collectionKey]
  const require = (condition: string, parameter: string | number) => {
    conditions.push(condition)
    parameters.push(parameter)
  }
  if (filter?.publishedAfter !== undefined)
    require('documents.published_ms >= ?', timeOf('publishedAfter', filter.publishedAfter))
  if (filter?.publishedBefore !== undefined)
    require('documents.published_ms < ?', timeOf('publishedBefore', filter.publishedBefore))
  if (filter?.documentIds !== undefined)
    require('documents.id IN (SELECT value FROM json_each(?))', JSON.stringify(filter.documentIds))
  for (const tag of new Set(filter?.tags))
    require('documents.key IN (SELECT document FROM document_tags WHERE tag = ?)', tag)
  if (conditions.length === 0) return undefined
  return {
    where: ['documents.collection = ?', 'documents.withdrawn_at IS NULL', ...conditions].join(' AND '),
    parameters,
  }
}

function timeOf(name: string, value: string): number {
  const time = Date.parse(value)
  if (Number.isNaN(time)) throw new RangeError(`filter.${name}: must be an RFC 3339 time, got ${value}`)
  return time
}
