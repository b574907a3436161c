import type { Clock } from '../../../core/clock.js'
import { AppError } from '../../../core/errors.js'
import { MAX_PINNED } from '../../archive.js'
import { requireCollection } from './collection-tables.js'
import type { Statements } from '../statements.js'

export interface Pinning {
  readonly collection: string
  readonly id: string
  readonly isPinned: boolean
}

/**
 * Pins a document or unpins it; one that is so already stays as it is.
 * @returns false when there is no such document
 * @throws {AppError} `too_many_pins`, `collection_not_found`
 */
export function pinDocument(statements: Statements, pinning: Pinning, clock: Clock): boolean {
  return statements.database
    .transaction(() => {
      const { collection, id, isPinned } = pinning
      const collectionKey = requireCollection(statements.database, collection)
      const document = statements
        .rows<[number, string], { key: number; isPinned: 0 | 1 }>(
          'SELECT key, pinned_at IS NOT NULL AS isPinned FROM documents WHERE collection = ? AND id = ?',
        )
        .get(collectionKey, id)
      if (document === undefined) return false
      if (isPinned === (document.isPinned === 1)) return true
      if (isPinned) requireRoom(statements, collectionKey)
      const pinnedAt = isPinned ? clock.now().toISOString() : null
      statements.run('UPDATE documents SET pinned_at = ? WHERE key = ?', pinnedAt, document.key)
      return true
    })
    .immediate()
}

function requireRoom(statements: Statements, collectionKey: number): void {
  const pinned = statements
    .values<[number], number>('SELECT count(*) FROM documents WHERE collection = ? AND pinned_at IS NOT NULL')
    .get(collectionKey)
  if (Number(pinned) < MAX_PINNED) return
  throw new AppError(
    'too_many_pins',
    `The collection has ${MAX_PINNED} pinned documents, which is the most. Nothing was changed. Unpin one first.`,
  )
}
