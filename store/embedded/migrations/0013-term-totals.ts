import type Database from 'better-sqlite3'
import { Statements } from '../statements.js'
import { recountTotals } from '../keywords/term-totals.js'

/** Until then, what was removed or replaced went on weighing in the scores of every keyword search. */
export function termTotals(database: Database.Database): void {
  const statements = new Statements(database)
  const tables = statements
    .values<[], string>(
      `SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%' AND name GLOB '*_terms_*'`,
    )
    .all()
  for (const table of tables) recountTotals(statements, table)
}
