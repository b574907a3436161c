import { closeSync, existsSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../../core/errors.js'
import { relinkAnswers } from './documents/cited-documents.js'
import { initial } from './migrations/0001-initial.js'
import { answerDocuments } from './migrations/0002-answer-documents.js'
import { owners } from './migrations/0003-owners.js'
import { collectionSettings } from './migrations/0004-collection-settings.js'
import { evaluations } from './migrations/0005-evaluations.js'
import { withdrawnDocuments } from './migrations/0006-withdrawn-documents.js'
import { jobInput } from './migrations/0008-job-input.js'
import { sources } from './migrations/0007-sources.js'
import { passagePages } from './migrations/0009-passage-pages.js'
import { access } from './migrations/0010-access.js'
import { webhooks } from './migrations/0011-webhooks.js'
import { jobOrigin } from './migrations/0012-job-origin.js'
import { termTotals } from './migrations/0013-term-totals.js'
import { pinnedDocuments } from './migrations/0014-pinned-documents.js'
import { curated } from './migrations/0015-curated.js'
import { unanswered } from './migrations/0016-unanswered.js'
import { webhookLanes } from './migrations/0017-webhook-lanes.js'
import { Statements } from './statements.js'

/** "YOUJ": marks a database file as ours. */
const APPLICATION_ID = 0x594f554a
/** Half full at 512 dimensions with SQLite's default of 4096: one vector a page. */
const PAGE_BYTES = 16384
const BUSY_WAIT_MS = 10_000
const READING_CACHE_KIBIBYTES = 8192
/** What must fit on a disk that is not full. */
const PROBE_BYTES = 65_536
/** No space, no more of this user's share, no larger file. */
const FULL_DISK_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG']

type Migration = (database: Database.Database) => void

const execute =
  (sql: string): Migration =>
  database => {
    database.exec(sql)
  }

/** In order; the position of a migration, from 1, is the version that it leads to. Append, never edit. */
export const MIGRATIONS: readonly Migration[] = [
  execute(initial),
  database => {
    database.exec(answerDocuments)
    relinkAnswers(new Statements(database))
  },
  execute(owners),
  execute(collectionSettings),
  execute(evaluations),
  execute(withdrawnDocuments),
  execute(sources),
  execute(jobInput),
  execute(passagePages),
  execute(access),
  execute(webhooks),
  execute(jobOrigin),
  termTotals,
  execute(pinnedDocuments),
  execute(curated),
  execute(unanswered),
  execute(webhookLanes),
]

export const databaseFile = (dataDir: string) => join(dataDir, 'youju.db')

/**
 * Opens the database for its one writer, makes or upgrades its schema.
 * @throws {AppError} `archive_damaged`, `archive_too_new` (the file is left as it was), `disk_full`
 */
export function openForWriting(dataDir: string): Database.Database {
  const file = databaseFile(dataDir)
  if (existsSync(file)) checkDatabase(file)
  // Made for its owner only; the files beside it take its mode.
  else closeSync(openSync(file, 'a', 0o600))
  return guarded(file, () => {
    const database = new Database(file, { timeout: BUSY_WAIT_MS })
    try {
      database.pragma(`page_size = ${PAGE_BYTES}`)
      database.pragma('journal_mode = WAL')
      // FULL: a commit is on the disk when it returns, not only in the kernel.
      database.pragma('synchronous = FULL')
      database.pragma('foreign_keys = ON')
      // Removed text is overwritten, on pages that become free too.
      database.pragma('secure_delete = ON')
      migrate(database)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/**
 * Opens the database beside whatever else is running, for one who only looks: nothing is made, locked or upgraded.
 * @throws {AppError} `archive_missing`, `archive_damaged`, `archive_too_new`, `archive_too_old`
 */
export function openExisting(dataDir: string): Database.Database {
  const file = databaseFile(dataDir)
  if (!existsSync(file))
    throw new AppError('archive_missing', 'There is no archive in the data directory yet. Nothing was done.')
  checkDatabase(file)
  const database = openForReading(dataDir, READING_CACHE_KIBIBYTES)
  const version = readSchemaVersion(database)
  if (version === MIGRATIONS.length) return database
  database.close()
  throw new AppError(
    'archive_too_old',
    `The database has format ${version}, this Youju works with ${MIGRATIONS.length}. Start the service once to bring it there.`,
  )
}

/** The format that this version makes and works with. */
export const schemaVersion = () => MIGRATIONS.length

/** The format of an open database. */
export function readSchemaVersion(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

/** Opens the database for a thread that only reads. The writer must have opened it before. */
export function openForReading(dataDir: string, cacheKibibytes: number): Database.Database {
  const file = databaseFile(dataDir)
  return guarded(file, () => {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_WAIT_MS })
    database.pragma(`cache_size = -${cacheKibibytes}`)
    // Filter sets are kept in temporary tables; they must not need a disk.
    database.pragma('temp_store = MEMORY')
    return database
  })
}

/**
 * Runs work on a database, and waits for it, and names the failures that a caller can meet.
 * @throws {AppError} `disk_full`, `archive_damaged`
 */
export function guarded<T>(file: string, work: () => T): T {
  try {
    const result = work()
    if (!(result instanceof Promise)) return result
    return result.catch((error: unknown) => {
      throw nameFailure(error, file)
    }) as T
  } catch (error) {
    throw nameFailure(error, file)
  }
}

/** The failure that a caller can meet, for what the database threw; anything else is given back as it is. */
export function nameFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const isRefused = error.code.startsWith('SQLITE_IOERR') || error.code.startsWith('SQLITE_CANTOPEN')
  if (error.code === 'SQLITE_FULL' || (isRefused && isDiskFull(file)))
    return new AppError(
      'disk_full',
      'The disk is full. What was acknowledged before is kept, nothing of this request is. Free some space and send it again.',
      { cause: error },
    )
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') return damaged(error)
  return error
}

function damaged(cause?: unknown): AppError {
  return new AppError(
    'archive_damaged',
    'The database in the data directory cannot be read as one. It was left as it is. Restore a backup, or start with another data directory.',
    { cause },
  )
}

/**
 * SQLite names only one way in which a disk takes no more; the others are I/O errors to it. So a little is
 * written where the largest of its files ends: that meets a quota and a limit of file sizes too.
 */
function isDiskFull(file: string): boolean {
  const probe = `${file}.probe`
  const end = Math.max(
    ...[file, `${file}-wal`].map(path => statSync(path, { throwIfNoEntry: false })?.size ?? 0),
  )
  try {
    const descriptor = openSync(probe, 'w', 0o600)
    try {
      return writeSync(descriptor, new Uint8Array(PROBE_BYTES), 0, PROBE_BYTES, end) < PROBE_BYTES
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    return error instanceof Error && 'code' in error && FULL_DISK_CODES.includes(String(error.code))
  } finally {
    rmSync(probe, { force: true })
  }
}

/** Looks before anything is written: what is not ours, or of a later time, stays untouched. */
function checkDatabase(file: string): void {
  guarded(file, () => {
    // A journal of a write that a crash cut short has to be rolled back before anything can be read, which SQLite
    // does by itself: it brings the file back to what was committed last.
    const readonly = !existsSync(`${file}-journal`)
    const database = new Database(file, { readonly, timeout: BUSY_WAIT_MS })
    try {
      const tables = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
      const version = readSchemaVersion(database)
      const application = database.pragma('application_id', { simple: true })
      if (isCut(database, file)) throw damaged()
      if (tables === 0 && version === 0 && application === 0) return
      if (application !== APPLICATION_ID) throw damaged()
      if (version > MIGRATIONS.length)
        throw new AppError(
          'archive_too_new',
          `The database has format ${version}, this Youju knows up to ${MIGRATIONS.length}. It was left as it is. Install the newer version again.`,
        )
    } finally {
      database.close()
    }
  })
}

/** Whether pages that the header counts are missing at the end: SQLite notices only when it comes to read them. */
function isCut(database: Database.Database, file: string): boolean {
  // What the log still holds may be what the file lacks.
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return false
  const pages = Number(database.pragma('page_count', { simple: true }))
  return statSync(file).size < pages * Number(database.pragma('page_size', { simple: true }))
}

function migrate(database: Database.Database): void {
  const version = readSchemaVersion(database)
  if (version === MIGRATIONS.length) return
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue
    database
      .transaction(() => {
        step(database)
        database.pragma(`application_id = ${APPLICATION_ID}`)
        database.pragma(`user_version = ${index + 1}`)
      })
      .immediate()
  }
  // The version must be readable from the file itself, not only through its log.
  database.pragma('wal_checkpoint(TRUNCATE)')
}
