import { documentTermsTable, passageTermsTable } from '../documents/collection-tables.js'
import { readTotals, sumOfRows } from '../keywords/term-totals.js'
import type { CheckContext } from './check-context.js'
import type { Tally } from './tally.js'

/** The keyword indexes hold exactly the passages and documents that there are. Their insides: see `checkDatabase`. */
export function checkKeywordIndex(context: CheckContext, tally: Tally): void {
  for (const { key, id } of context.collections)
    context.statements.snapshot(() => {
      const passages = `SELECT p.id AS id FROM passages p CROSS JOIN documents d ON d.key = p.document
        WHERE d.collection = ${key} AND d.withdrawn_at IS NULL`
      compare(context, tally, { table: passageTermsTable(key), rows: passages, what: `passages of ${id}` })
      const documents = `SELECT key AS id FROM documents WHERE collection = ${key} AND withdrawn_at IS NULL`
      compare(context, tally, { table: documentTermsTable(key), rows: documents, what: `documents of ${id}` })
    })
}

interface Comparison {
  readonly table: string
  /** Yields `id`. */
  readonly rows: string
  readonly what: string
}

function compare({ statements, full }: CheckContext, tally: Tally, { table, rows, what }: Comparison): void {
  const count = (sql: string) => statements.values<[], number>(`SELECT count(*) FROM (${sql})`).get() ?? 0
  // FTS5 keeps a row of sizes for each row that it indexes; the index itself cannot be listed that cheaply.
  const indexed = `SELECT id FROM ${table}_docsize`
  tally.examine(count(indexed))
  const missing = count(`${rows} EXCEPT ${indexed}`)
  if (missing > 0) tally.problem(`${missing} ${what} are not in the keyword index`, missing)
  const foreign = count(`${indexed} EXCEPT ${rows}`)
  if (foreign > 0) tally.problem(`the keyword index holds ${foreign} rows that are no ${what}`, foreign)
  const kept = readTotals(statements, table)
  const counted = full ? sumOfRows(statements, table) : [count(indexed)]
  if (counted.some((sum, index) => sum !== (kept[index] ?? 0)))
    tally.problem(`the keyword index weighs the ${what} by other sums than theirs`)
}
