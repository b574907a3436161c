import Database from 'better-sqlite3'
import { AppError } from '../../../core/errors.js'
import type { Backup } from '../../maintenance.js'

type Counts = Pick<Backup, 'collections' | 'documents' | 'passages' | 'answers'>

const COUNTS = `SELECT (SELECT count(*) FROM collections) AS collections, (SELECT count(*) FROM documents) AS documents,
  (SELECT count(*) FROM passages) AS passages, (SELECT count(*) FROM answers) AS answers`

/**
 * Looks whether a copied database can be read and is consistent in itself.
 * @returns how much is in it. @throws {AppError} `backup_damaged`
 */
export function readCopy(file: string): Counts {
  const database = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const found = database.pragma('quick_check', { simple: true })
    if (found !== 'ok') throw damaged(`SQLite finds: ${String(found)}`)
    if ((database.pragma('foreign_key_check') as unknown[]).length > 0)
      throw damaged('rows name rows that are gone')
    const counts = database.prepare<[], Counts>(COUNTS).get()
    if (counts === undefined) throw damaged('it cannot be counted')
    return counts
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    throw damaged(error.message)
  } finally {
    database.close()
  }
}

export function damaged(why: string): AppError {
  return new AppError(
    'backup_damaged',
    `The copied database is not whole (${why}). It was not used, and what was there before is kept. Check the disk, run youju verify, and use another backup.`,
  )
}
