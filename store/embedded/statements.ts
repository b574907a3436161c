import type Database from 'better-sqlite3'

/** Prepares each statement once a connection. SQLite prepares it again by itself when the schema changes. */
export class Statements {
  private readonly prepared = new Map<string, Database.Statement>()

  constructor(readonly database: Database.Database) {}

  /** For statements that yield rows. */
  rows<Parameters extends unknown[], Row>(sql: string): Database.Statement<Parameters, Row> {
    return this.statement(sql) as Database.Statement<Parameters, Row>
  }

  /** For statements that yield one column; the value itself is the row. */
  values<Parameters extends unknown[], Value>(sql: string): Database.Statement<Parameters, Value> {
    return this.statement(sql).pluck() as Database.Statement<Parameters, Value>
  }

  /** For statements that change something. */
  run(sql: string, ...parameters: unknown[]): Database.RunResult {
    return this.statement(sql).run(...parameters)
  }

  /** All that work reads is of one moment: what another connection changes meanwhile is not seen. */
  snapshot<T>(work: () => T): T {
    return this.database.transaction(work).deferred()
  }

  /** Forgets the statements; call it when tables are dropped. */
  clear(): void {
    this.prepared.clear()
  }

  private statement(sql: string): Database.Statement {
    const known = this.prepared.get(sql)
    if (known !== undefined) return known
    const made = this.database.prepare(sql)
    this.prepared.set(sql, made)
    return made
  }
}
