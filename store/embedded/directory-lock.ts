import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import type { Clock } from '../../core/clock.js'
import { AppError } from '../../core/errors.js'

/** How long an opening process waits for a reader that only looks whether the lock is held. */
const LOCK_WAIT_MS = 250

const ownerSchema = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  since: z.string(),
  url: z.string().nullable(),
  token: z.string().nullable().default(null),
})

/**
 * Who holds a data directory. `url` is where its server listens, once it does; `token` lets in whoever can read
 * it, which is the owner of the directory only.
 */
export type LockOwner = z.infer<typeof ownerSchema>

export interface DirectoryLock {
  release(): void
}

const lockFile = (dataDir: string) => join(dataDir, 'lock.db')
const ownerFile = (dataDir: string) => join(dataDir, 'owner.json')

/**
 * Takes the data directory for this process. Node has no flock, so SQLite's exclusive file lock is used on a
 * database of its own that stays empty: the kernel lets go of it when the process ends, however it ends.
 * Nothing else in this process may open and close `lock.db` (that would drop a POSIX lock).
 *
 * @throws {AppError} `archive_busy` with the owner in `details.owner`
 */
export function lockDirectory(dataDir: string, clock: Clock): DirectoryLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const database = new Database(lockFile(dataDir), { timeout: LOCK_WAIT_MS })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (isBusy(error)) throw busy(dataDir)
    throw error
  }
  writeOwner(dataDir, {
    pid: process.pid,
    host: hostname(),
    since: clock.now().toISOString(),
    url: null,
    token: null,
  })
  return {
    release() {
      if (!database.open) return
      rmSync(ownerFile(dataDir), { force: true })
      database.close()
    },
  }
}

/**
 * The process that holds the directory now; undefined when none does, whatever a crashed one left behind, and
 * for the moment in which a new owner has the lock and has not written yet. Never call it in the process that
 * holds the lock.
 */
export function readLockOwner(dataDir: string): LockOwner | undefined {
  if (!isLocked(dataDir)) return undefined
  const owner = readOwner(dataDir)
  return owner !== undefined && isAlive(owner) ? owner : undefined
}

/**
 * Tells other processes where the server of this one listens; null when it stops. Call it only while holding
 * the lock.
 * @param token lets in whoever can read the file
 */
export function publishLockUrl(dataDir: string, url: string | null, token: string | null = null): void {
  const owner = readOwner(dataDir)
  if (owner?.pid !== process.pid)
    throw new Error('publishLockUrl: this process does not hold the data directory')
  writeOwner(dataDir, { ...owner, url, token: url && token })
}

function isLocked(dataDir: string): boolean {
  let database
  try {
    database = new Database(lockFile(dataDir), { readonly: true, fileMustExist: true, timeout: 0 })
    database.prepare('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch (error) {
    return isBusy(error)
  } finally {
    database?.close()
  }
}

/** Of another machine nothing can be said: a shared folder, or a container with its own processes. */
function isAlive({ pid, host }: LockOwner): boolean {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It exists and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

function busy(dataDir: string): AppError {
  const owner = readOwner(dataDir)
  const who = owner
    ? `Process ${owner.pid} on ${owner.host} has held the data directory since ${owner.since}` +
      (owner.url === null ? '' : ` and serves it at ${owner.url}`)
    : 'Another process holds the data directory'
  // Never the token.
  const shown = owner && { pid: owner.pid, host: owner.host, since: owner.since, url: owner.url }
  return new AppError('archive_busy', `${who}. Nothing was changed. Use that process, or stop it first.`, {
    details: shown ? { owner: shown } : {},
  })
}

function readOwner(dataDir: string): LockOwner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(ownerFile(dataDir), 'utf8')))
  } catch {
    // The owner may be between taking the lock and writing the file; the lock itself is what counts.
    return undefined
  }
}

function writeOwner(dataDir: string, owner: LockOwner): void {
  const temporary = `${ownerFile(dataDir)}.${process.pid}.tmp`
  writeFileSync(temporary, JSON.stringify(owner), { mode: 0o600 })
  renameSync(temporary, ownerFile(dataDir))
}
