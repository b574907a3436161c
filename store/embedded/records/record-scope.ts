import type { RecordScope } from '../../archive.js'

/**
 * The condition of a `RecordScope` on a table with the columns `owner` and `collections`; part of the query, so
 * that what is out of scope costs and shows the same as what does not exist. Bind `scopeParameters` beside it.
 */
export const IN_SCOPE = `(@owner IS NULL OR owner = @owner) AND (@collections IS NULL OR (collections IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM json_each(collections)
    WHERE value NOT IN (SELECT value FROM json_each(@collections)))))`

export interface ScopeParameters {
  readonly owner: string | null
  readonly collections: string | null
}

export function scopeParameters({ owner, collections }: RecordScope = {}): ScopeParameters {
  return { owner: owner ?? null, collections: collectionsParameter(collections) }
}

/** A bound on collections as a query takes it: null where there is none. */
export function collectionsParameter(collections: readonly string[] | undefined): string | null {
  return collections === undefined ? null : JSON.stringify(collections)
}

/** As the column `collections` keeps it: null where all were touched. */
export function collectionsColumn(collections: readonly string[] | null): string | null {
  return collections && JSON.stringify(collections)
}

export function fromCollectionsColumn(column: string | null): readonly string[] | null {
  return column === null ? null : (JSON.parse(column) as string[])
}
