import type { CollectionInfo } from '../../../core/types.js'
import type { Statements } from '../statements.js'

interface CollectionRow {
  readonly id: string
  readonly name: string
  readonly documents: number
  readonly passages: number
  readonly updated_at: string
  readonly settings_version: number
}

const COLUMNS = 'SELECT id, name, documents, passages, updated_at, settings_version FROM collections'

export function readCollection(statements: Statements, id: string): CollectionInfo | undefined {
  const row = statements.rows<[string], CollectionRow>(`${COLUMNS} WHERE id = ?`).get(id)
  return row && toCollection(row)
}

/** By id. */
export function readCollections(statements: Statements): CollectionInfo[] {
  return statements.rows<[], CollectionRow>(`${COLUMNS} ORDER BY id`).all().map(toCollection)
}

function toCollection({ updated_at, settings_version, ...rest }: CollectionRow): CollectionInfo {
  return { ...rest, updatedAt: updated_at, settingsVersion: settings_version }
}
