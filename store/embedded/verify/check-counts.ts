import { documentTermsTable, passageTermsTable } from '../documents/collection-tables.js'
import type { CheckContext } from './check-context.js'
import type { Tally } from './tally.js'

interface Counted {
  readonly id: string
  readonly documents: number
  readonly passages: number
  readonly rows: number
  readonly passageRows: number
}

/** What a collection says of its size is what it holds, and no table belongs to a collection that is gone. */
export function checkCounts({ statements, collections }: CheckContext, tally: Tally): void {
  statements.snapshot(() => {
    const counted = statements.rows<[], Counted>(
      `SELECT c.id, c.documents, c.passages, count(d.key) AS rows, coalesce(sum(d.passages), 0) AS passageRows
       FROM collections c LEFT JOIN documents d ON d.collection = c.key AND d.withdrawn_at IS NULL GROUP BY c.key`,
    )
    for (const { id, documents, passages, rows, passageRows } of counted.all()) {
      tally.examine()
      if (documents !== rows)
        tally.problem(`collection ${id} counts ${documents} documents and holds ${rows}`)
      if (passages !== passageRows)
        tally.problem(`collection ${id} counts ${passages} passages, its documents ${passageRows}`)
    }
    const keys = new Set(collections.map(({ key }) => key))
    for (const name of statements.values<[], string>(TABLES_OF_COLLECTIONS).all()) {
      const key = Number(/\d+/.exec(name)?.[0])
      if (!keys.has(key)) tally.problem(`the table ${name} belongs to no collection`)
    }
    const tables = new Set(statements.values<[], string>('SELECT name FROM sqlite_schema').all())
    for (const { key, id } of collections)
      for (const name of [passageTermsTable(key), documentTermsTable(key)])
        if (!tables.has(name)) tally.problem(`collection ${id} has no table ${name}`)
  })
}

const TABLES_OF_COLLECTIONS = `SELECT name FROM sqlite_schema WHERE type = 'table'
  AND (name GLOB 'vectors_[0-9]*' OR (sql LIKE 'CREATE VIRTUAL%'
  AND (name GLOB 'passage_terms_[0-9]*' OR name GLOB 'document_terms_[0-9]*')))`
