import type Database from 'better-sqlite3'
import type { Statements } from '../statements.js'

/**
 * What BM25 weighs a keyword index by: its rows, then the terms of each column. FTS5 leaves removed rows of a
 * contentless table in these sums, so that every replaced document made all scores drift; here they are taken out.
 * The record and the row of sizes are FTS5's own (https://sqlite.org/fts5.html#the_averages_record): varints,
 * big-endian, 7 bits a byte.
 */
export type TermTotals = readonly number[]

/** Where FTS5 keeps the sums. */
const TOTALS_ROW = 1

/** The sums that FTS5 has written; empty when it has written none yet. */
export function readTotals(statements: Statements, table: string): TermTotals {
  const sql = `SELECT block FROM ${table}_data WHERE id = ${TOTALS_ROW}`
  return decodeVarints(statements.values<[], Buffer>(sql).get() ?? Buffer.alloc(0))
}

/** What a row adds to the sums; undefined when there is no such row. */
export function totalsOfRow(statements: Statements, table: string, row: number): TermTotals | undefined {
  const sizes = statements.values<[number], Buffer>(`SELECT sz FROM ${table}_docsize WHERE id = ?`).get(row)
  return sizes && [1, ...decodeVarints(sizes)]
}

/** Makes the sums anew out of every row of sizes, in one transaction of the caller: some 250 ms for 100,000 rows. */
export function recountTotals(statements: Statements, table: string): void {
  flush(statements, table)
  writeTotals(statements, table, sumOfRows(statements, table))
}

/** What all rows add up to. */
export function sumOfRows(statements: Statements, table: string): TermTotals {
  let sum: TermTotals = []
  for (const totals of totalsOfRows(statements, table)) sum = add(sum, totals)
  return sum
}

/** What each row adds to the sums, in no order that matters. */
export function* totalsOfRows(statements: Statements, table: string): Generator<TermTotals> {
  for (const sizes of statements.values<[], Buffer>(`SELECT sz FROM ${table}_docsize`).iterate())
    yield [1, ...decodeVarints(sizes)]
}

/** Takes something out of the sums, such as the rows that were removed in this transaction. */
export function subtractTotals(statements: Statements, table: string, removed: TermTotals): void {
  flush(statements, table)
  const left = subtract(readTotals(statements, table), removed).map(sum => Math.max(0, sum))
  writeTotals(statements, table, left)
}

/** FTS5 holds the sums of a transaction in memory until then, and would write them over ours. */
function flush(statements: Statements, table: string): void {
  statements.run(`INSERT INTO ${table} (${table}) VALUES ('flush')`)
}

function writeTotals(statements: Statements, table: string, totals: TermTotals): void {
  const { database } = statements
  asOwner(database, () => {
    statements.run(
      `UPDATE ${table}_data SET block = ? WHERE id = ${TOTALS_ROW}`,
      Buffer.from(totals.flatMap(encodeVarint)),
    )
  })
}

export const add = (one: TermTotals, other: TermTotals): TermTotals =>
  Array.from(
    { length: Math.max(one.length, other.length) },
    (_value, index) => (one[index] ?? 0) + (other[index] ?? 0),
  )

export const subtract = (one: TermTotals, other: TermTotals): TermTotals =>
  add(
    one,
    other.map(number => -number),
  )

/** The tables in which FTS5 keeps its index are closed to others unless they insist. */
function asOwner(database: Database.Database, work: () => void): void {
  database.unsafeMode(true)
  try {
    work()
  } finally {
    database.unsafeMode(false)
  }
}

function decodeVarints(bytes: Buffer): number[] {
  const numbers: number[] = []
  let number = 0
  for (const byte of bytes) {
    number = number * 128 + (byte & 127)
    if (byte >= 128) continue
    numbers.push(number)
    number = 0
  }
  return numbers
}

/** Below 2^53, which eight groups of seven bits hold. */
function encodeVarint(number: number): number[] {
  const bytes = [number % 128]
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift((rest % 128) + 128)
  return bytes
}
