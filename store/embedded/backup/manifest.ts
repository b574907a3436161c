import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../core/errors.js'
import type { Backup } from '../../maintenance.js'
import { writeDurably } from '../durable-files.js'

/** Raised when the same fields would mean something else. */
const FORMAT_VERSION = 1
const MANIFEST = 'manifest.json'

const manifestSchema = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  file: z.string().regex(/^youju-[\w-]+\.db$/),
  createdAt: z.string(),
  schemaVersion: z.int().positive(),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  collections: z.int().nonnegative(),
  documents: z.int().nonnegative(),
  passages: z.int().nonnegative(),
  answers: z.int().nonnegative(),
})

/** A backup as its folder describes it. `file` is the copied database in that folder. */
export interface Manifest extends Backup {
  readonly file: string
}

/** The one step that makes a backup count: before it, the folder still holds the one of before. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const content = JSON.stringify({ format: FORMAT_VERSION, ...manifest }, null, 2)
  await writeDurably(join(folder, MANIFEST), `${content}\n`)
}

/** @returns undefined when the folder holds no backup. @throws {AppError} `backup_damaged` */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  let content
  try {
    content = await readFile(join(folder, MANIFEST), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code)))
      return undefined
    throw error
  }
  try {
    return manifestSchema.parse(JSON.parse(content))
  } catch (cause) {
    throw new AppError(
      'backup_damaged',
      `The ${MANIFEST} of the backup cannot be read, or is of a later version. Nothing was changed. Use another backup.`,
      { cause },
    )
  }
}
