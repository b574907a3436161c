import { mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Clock } from '../../../core/clock.js'
import { AppError } from '../../../core/errors.js'
import type { Backup, BackupOptions } from '../../maintenance.js'
import { openExisting, readSchemaVersion } from '../database.js'
import { readCopy } from './copied-database.js'
import { checksum, moveDurably, nameWriteFailure, sync } from '../durable-files.js'
import { readManifest, writeManifest } from './manifest.js'

/** Copied in one go, then the event loop gets its turn: some 2 ms. */
const SLICE_PAGES = 64
const COPY = /^youju-(?:[\w-]+-)?(\d+)\.db(\.part)?(-journal)?$/

interface BackupOrder extends BackupOptions {
  readonly dataDir: string
  readonly folder: string
  readonly clock: Clock
}

/**
 * Copies the database page by page, out of one read transaction: the copy is of one moment, however much a service
 * writes meanwhile. The copy gets a name of its own, is checked, and counts from the moment in which the manifest
 * names it; then the one of before goes. A crash at any moment leaves the one or the other.
 */
export async function writeBackup({ dataDir, folder, clock, onProgress }: BackupOrder): Promise<Backup> {
  const source = openExisting(dataDir)
  try {
    await prepareFolder(folder)
    const createdAt = clock.now().toISOString()
    const file = `youju-${createdAt.replaceAll(/[:.]/g, '-')}-${process.pid}.db`
    const part = join(folder, `${file}.part`)
    try {
      await requireRoom(source, folder)
      await copy(source, part, onProgress)
      const counts = readCopy(part)
      const { size: bytes } = await stat(part)
      const sha256 = await checksum(part)
      await moveDurably(part, join(folder, file))
      const backup = { createdAt, schemaVersion: readSchemaVersion(source), bytes, sha256, ...counts }
      await writeManifest(folder, { file, ...backup })
      await removeOthers(folder, file)
      return backup
    } catch (error) {
      for (const path of [part, `${part}-journal`]) await rm(path, { force: true })
      throw nameWriteFailure(error, 'the backup')
    }
  } finally {
    source.close()
  }
}

async function copy(
  source: Database.Database,
  part: string,
  onProgress: BackupOptions['onProgress'],
): Promise<void> {
  // Made for its owner only, as the original is.
  await (await open(part, 'w', 0o600)).close()
  source.exec('BEGIN')
  try {
    // The transaction begins with its first look.
    source.prepare('SELECT count(*) FROM sqlite_schema').get()
    await source.backup(part, {
      progress({ totalPages, remainingPages }) {
        onProgress?.(totalPages - remainingPages, totalPages)
        return SLICE_PAGES
      },
    })
  } finally {
    source.exec('COMMIT')
  }
  const copied = new Database(part)
  try {
    // One file that is whole by itself: a log beside it could be left behind.
    copied.pragma('journal_mode = DELETE')
  } finally {
    copied.close()
  }
  await sync(part)
}

/** @throws {AppError} `backup_refused` for a folder that holds something else */
async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const names = await readdir(folder)
  const isOurs = (await readManifest(folder)) !== undefined
  if (isOurs || names.every(name => COPY.test(name) || name === 'manifest.json.part')) return
  throw new AppError(
    'backup_refused',
    'The folder holds something else than a backup. Nothing was written. Name an empty folder, or one that does not exist yet.',
  )
}

async function requireRoom(source: Database.Database, folder: string): Promise<void> {
  const pages = Number(source.pragma('page_count', { simple: true }))
  const needed = pages * Number(source.pragma('page_size', { simple: true }))
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize > needed) return
  throw new AppError(
    'disk_full',
    `The backup takes ${Math.ceil(needed / 1e6)} MB and its disk has ${Math.floor((bavail * bsize) / 1e6)} MB left. Nothing was written; an older backup there is kept until the new one is whole. Free some space, or name another disk.`,
  )
}

/** Copies that the manifest does not name, except what another process is writing just now. */
async function removeOthers(folder: string, file: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid, isPart] = COPY.exec(name) ?? []
    if (pid === undefined || name === file) continue
    if (isPart !== undefined && Number(pid) !== process.pid && isAlive(Number(pid))) continue
    await rm(join(folder, name), { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
