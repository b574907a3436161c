import { join } from 'node:path'
import Database from 'better-sqlite3'
import { vectorOf } from './prepared-documents.js'

/** Above every passage and document that a test makes. */
const FOREIGN = 900_000

/**
 * Leaves in the indexes of the first collection what should not be there: rows that stand for nothing, and, as
 * versions before format 13 did, sums that count rows which are gone. The archive must be closed.
 * @returns how many entries stand for nothing
 */
export function damageKeywordIndex(dataDir: string, rows: number): number {
  const database = new Database(join(dataDir, 'youju.db'))
  const sql = 'SELECT length(vector) FROM vectors_1_1'
  const bytes = database.prepare<[], number>(sql).pluck().get() ?? 0
  const vectorOfRow = (row: number) =>
    Buffer.from(vectorOf(`foreign ${row}`, bytes / Float32Array.BYTES_PER_ELEMENT).buffer)
  database
    .transaction(() => {
      for (const table of ['passage_terms_1', 'document_terms_1'])
        for (let row = FOREIGN; row < FOREIGN + 2 * rows; row++) {
          database.prepare(`INSERT INTO ${table} (rowid, words) VALUES (?, 'foreign words')`).run(row)
          if (row >= FOREIGN + rows) database.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run(row)
        }
      for (let row = FOREIGN; row < FOREIGN + rows; row++)
        database.prepare('INSERT INTO vectors_1_1 VALUES (?, ?)').run(row, vectorOfRow(row))
    })
    .immediate()
  database.close()
  return 3 * rows
}
