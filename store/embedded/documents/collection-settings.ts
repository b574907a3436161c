import { z } from 'zod'
import type { CollectionSettings } from '../../../core/types.js'
import type { Statements } from '../statements.js'

/** As kept; what an earlier version did not know has its default. Bounds are checked where settings arrive. */
const keptSettings = z.object({
  synonyms: z.array(z.array(z.string())).default([]),
  words: z.array(z.string()).default([]),
  minConfidence: z.number().nullable().default(null),
  reranker: z.literal('remote').nullable().default(null),
})

/** @returns undefined when there is no such collection */
export function readCollectionSettings(statements: Statements, id: string): CollectionSettings | undefined {
  const kept = statements.values<[string], string>('SELECT settings FROM collections WHERE id = ?').get(id)
  return kept === undefined ? undefined : keptSettings.parse(JSON.parse(kept))
}

/** @returns false when there is no such collection */
export function putCollectionSettings(
  statements: Statements,
  id: string,
  settings: CollectionSettings,
): boolean {
  const sql = 'UPDATE collections SET settings = ?, settings_version = settings_version + 1 WHERE id = ?'
  return statements.run(sql, JSON.stringify(settings), id).changes === 1
}
