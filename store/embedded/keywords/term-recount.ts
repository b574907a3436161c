import { createTimeSlice } from '../../../core/time-slice.js'
import { openForReading } from '../database.js'
import { Statements } from '../statements.js'
import { add, readTotals, subtract, subtractTotals, totalsOfRows, type TermTotals } from './term-totals.js'

/** Rows of sizes are read once. */
const CACHE_KIBIBYTES = 1024

/**
 * Puts right what a keyword index is weighed by while others write: the rows are counted in slices, in a snapshot
 * that a connection of its own holds. A write changes rows and sums alike, so what the sums are off by in the
 * snapshot they are still off by later, and taking it out is one short transaction. Killed at any moment, the sums
 * are those of before or the right ones.
 */
export async function correctTotals(statements: Statements, dataDir: string, table: string): Promise<void> {
  for (;;) {
    const excess = await excessOf(dataDir, table)
    if (excess.every(sum => sum === 0)) return
    statements.database
      .transaction(() => {
        subtractTotals(statements, table, excess)
      })
      .immediate()
    // Sums never go below 0: those that were too small may have lost less than a row that went meanwhile had.
  }
}

/** By how much the sums exceed what the rows add up to. */
async function excessOf(dataDir: string, table: string): Promise<TermTotals> {
  const database = openForReading(dataDir, CACHE_KIBIBYTES)
  try {
    database.exec('BEGIN')
    const snapshot = new Statements(database)
    return subtract(readTotals(snapshot, table), await sumInSlices(snapshot, table))
  } finally {
    database.close()
  }
}

async function sumInSlices(snapshot: Statements, table: string): Promise<TermTotals> {
  const slice = createTimeSlice()
  let sum: TermTotals = []
  for (const totals of totalsOfRows(snapshot, table)) {
    sum = add(sum, totals)
    await slice.giveWay()
  }
  return sum
}
