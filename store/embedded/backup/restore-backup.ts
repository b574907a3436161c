import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Clock } from '../../../core/clock.js'
import { AppError } from '../../../core/errors.js'
import type { Backup, BackupOptions } from '../../maintenance.js'
import { databaseFile, schemaVersion } from '../database.js'
import { lockDirectory } from '../directory-lock.js'
import { damaged, readCopy } from './copied-database.js'
import { copyFile, moveDurably, nameWriteFailure, sync } from '../durable-files.js'
import { readManifest, type Manifest } from './manifest.js'

/** What may lie in a data directory that holds no archive. */
const NO_ARCHIVE = /^(?:lock\.db.*|owner\.json.*|models|youju\.db\.restoring)$/

interface RestoreOrder extends BackupOptions {
  readonly dataDir: string
  readonly folder: string
  readonly clock: Clock
}

/**
 * Copies a backup into a data directory that holds no archive. The copy is compared with the manifest and looked
 * through before it gets the name under which it is opened; a crash before that leaves the directory empty.
 * The vector indexes are no part of a backup: the service makes them anew from the vectors.
 */
export async function restoreBackup({ dataDir, folder, clock, onProgress }: RestoreOrder): Promise<Backup> {
  const manifest = await findBackup(folder)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const lock = lockDirectory(dataDir, clock)
  const target = `${databaseFile(dataDir)}.restoring`
  try {
    await requireEmpty(dataDir)
    try {
      const sha256 = await copyFile(join(folder, manifest.file), target, done =>
        onProgress?.(done, manifest.bytes),
      )
      if (sha256 !== manifest.sha256) throw damaged('its checksum is not the one of the manifest')
      compare(readCopy(target), manifest)
      prepare(target)
      await sync(target)
      await moveDurably(target, databaseFile(dataDir))
    } catch (error) {
      await rm(target, { force: true })
      throw nameWriteFailure(error, 'the restored database')
    }
  } finally {
    lock.release()
  }
  return manifest
}

/** @throws {AppError} `restore_refused`, `backup_damaged`, `archive_too_new` */
async function findBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder)
  if (manifest === undefined)
    throw new AppError(
      'restore_refused',
      'The folder holds no backup (no manifest.json). Nothing was changed.',
    )
  if (manifest.schemaVersion > schemaVersion())
    throw new AppError(
      'archive_too_new',
      `The backup has format ${manifest.schemaVersion}, this Youju knows up to ${schemaVersion()}. Nothing was changed. Install the newer version again.`,
    )
  const size = await stat(join(folder, manifest.file)).then(
    found => found.size,
    () => 0,
  )
  if (size !== manifest.bytes) throw damaged(`its file has ${size} bytes instead of ${manifest.bytes}`)
  return manifest
}

async function requireEmpty(dataDir: string): Promise<void> {
  if ((await readdir(dataDir)).every(name => NO_ARCHIVE.test(name))) return
  throw new AppError(
    'restore_refused',
    'The data directory is not empty. Nothing was changed. Move it aside, or set YOUJU_DATA_DIR to an empty one.',
  )
}

function compare(found: object, manifest: Manifest): void {
  for (const [name, count] of Object.entries(found))
    if (manifest[name as keyof Manifest] !== count)
      throw damaged(
        `it holds ${String(count)} ${name}, the manifest says ${manifest[name as keyof Manifest]}`,
      )
}

/** No index file comes with it; and it keeps a log from its first moment on. */
function prepare(file: string): void {
  const database = new Database(file)
  try {
    database.exec('DELETE FROM vector_files')
    database.pragma('journal_mode = WAL')
  } finally {
    database.close()
  }
}
