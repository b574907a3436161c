import type { CheckContext } from './check-context.js'
import type { Tally } from './tally.js'

/** SQLite's own look at its file, the keyword indexes' structure included; and that it keeps a log as it should. */
export function checkDatabase({ statements, full }: CheckContext, tally: Tally): void {
  const { database } = statements
  tally.examine(Number(database.pragma('page_count', { simple: true })))
  const found = database.pragma(full ? 'integrity_check' : 'quick_check') as Record<string, string>[]
  for (const row of found) {
    const [text = ''] = Object.values(row)
    if (text !== 'ok') tally.problem(text)
  }
  const journal = String(database.pragma('journal_mode', { simple: true }))
  if (journal !== 'wal') tally.problem(`the journal mode is ${journal} instead of wal`)
  if (!full) tally.note('a quick look; --full compares every index entry too')
}

/** Every row that names another one finds it. */
export function checkReferences({ statements }: CheckContext, tally: Tally): void {
  const { database } = statements
  const tables = statements
    .values<[], string>(`SELECT name FROM sqlite_schema WHERE sql LIKE '%REFERENCES%' AND type = 'table'`)
    .all()
  tally.examine(tables.length)
  const found = database.pragma('foreign_key_check') as { table: string; rowid: number; parent: string }[]
  for (const { table, rowid, parent } of found)
    tally.problem(`row ${rowid} of ${table} names a row of ${parent} that is not there`)
}
