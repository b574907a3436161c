import Database from 'better-sqlite3'
import { initial } from '../../store/embedded/migrations/0001-initial.js'

const NAMES = "SELECT name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
/** Tables of a collection or a model, which no migration makes, are numbered. */
const isNumbered = (name: string) => /\d/.test(name)

/** Takes back what every migration after the first one made, as if the database had been left by that version. */
export function takeBackToFirstVersion(database: Database.Database): void {
  const first = new Database(':memory:')
  first.exec(initial)
  database.pragma('foreign_keys = OFF')
  for (const kind of ['trigger', 'index', 'table'] as const) {
    const kept = new Set(first.prepare<[string], string>(NAMES).pluck().all(kind))
    for (const name of database.prepare<[string], string>(NAMES).pluck().all(kind))
      if (!kept.has(name) && !isNumbered(name)) database.exec(`DROP ${kind} "${name}"`)
  }
  for (const table of first.prepare<[string], string>(NAMES).pluck().all('table')) {
    const kept = columns(first, table)
    for (const name of columns(database, table))
      if (!kept.includes(name)) database.exec(`ALTER TABLE "${table}" DROP COLUMN "${name}"`)
  }
  database.pragma('user_version = 1')
  first.close()
}

function columns(database: Database.Database, table: string): string[] {
  return (database.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name)
}
