import type { Statements } from '../statements.js'

/** Most frequencies kept in memory; beyond it the cache starts anew. */
const MAX_CACHED_TERMS = 50_000

/** How many rows of a keyword index hold a term, kept until the next write to the database. */
export class TermFrequencies {
  private readonly cache = new Map<string, number>()
  private readonly vocabularies = new Set<string>()
  private dataVersion: unknown
  /** Another number whenever the database has changed between two calls of `refresh`. */
  generation = 0

  constructor(private readonly statements: Statements) {}

  /** @param table a keyword index that exists @param term as it is indexed */
  of(table: string, term: string): number {
    const key = `${table} ${term}`
    const known = this.cache.get(key)
    if (known !== undefined) return known
    const count = this.look(table, term)
    if (this.cache.size >= MAX_CACHED_TERMS) this.cache.clear()
    this.cache.set(key, count)
    return count
  }

  /** Call it before a series of look-ups: forgets everything when the database has changed. */
  refresh(): void {
    const version: unknown = this.statements.database.pragma('data_version', { simple: true })
    if (version === this.dataVersion) return
    this.cache.clear()
    this.generation++
    this.dataVersion = version
  }

  /** The table of the terms of a keyword index: `term` and `doc`, the rows that hold it. */
  vocabulary(table: string): string {
    const vocabulary = `temp.${table}_vocabulary`
    if (!this.vocabularies.has(vocabulary)) {
      const sql = `CREATE VIRTUAL TABLE IF NOT EXISTS ${vocabulary} USING fts5vocab (main, ${table}, row)`
      this.statements.database.exec(sql)
      this.vocabularies.add(vocabulary)
    }
    return vocabulary
  }

  private look(table: string, term: string): number {
    const sql = `SELECT doc FROM ${this.vocabulary(table)} WHERE term = ?`
    return this.statements.values<[string], number>(sql).get(term) ?? 0
  }
}
