import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../core/errors.js'
import { formatOfName, type Format } from './readers/registry.js'

/** A file that a reader takes. */
export interface FoundFile {
  readonly path: string
  /** The id of its document: the path below the given folder, with `/`; of a single file, its name. */
  readonly id: string
  readonly bytes: number
  readonly modifiedMs: number
  readonly format: Format
  readonly root: FileRoot
}

/** The folder that a file was found in by a walk, or the one that a single file lies in. */
export interface FileRoot {
  /** Absolute, without links. */
  readonly folder: string
  /** Only files that were named one by one. */
  readonly named: boolean
}

export interface FoundFiles {
  readonly files: readonly FoundFile[]
  /** Files whose ending no reader takes. */
  readonly skipped: number
  readonly roots: readonly FileRoot[]
}

/**
 * Finds the files to read below the given paths, folder by folder in the order of their names. Names that
 * begin with a dot are passed over. Links inside a folder are not followed: what they point at inside the
 * folder is found anyway, and what lies outside was not asked for.
 * @throws {AppError} `invalid_request` when a path does not exist, or two files would get one id
 */
export async function findFiles(
  paths: readonly string[],
  accepts: (id: string) => boolean = () => true,
): Promise<FoundFiles> {
  const found = new Map<string, FoundFile>()
  const roots = new Map<string, FileRoot>()
  let skipped = 0
  for (const given of paths) {
    const place = await placeOf(given)
    const known = roots.get(place.root.folder)
    const root = known?.named === false ? known : place.root
    roots.set(root.folder, root)
    for await (const { path: file, id } of walkPlace(place)) {
      if (!accepts(id)) continue
      const format = formatOfName(file)
      if (format === undefined) {
        skipped++
        continue
      }
      refuseSecond(found.get(id), file, id)
      const { size: bytes, mtimeMs: modifiedMs } = await stat(file)
      found.set(id, { path: file, id, format, bytes, modifiedMs, root })
    }
  }
  return { files: [...found.values()], skipped, roots: [...roots.values()] }
}

function refuseSecond(first: FoundFile | undefined, path: string, id: string): void {
  if (first === undefined || first.path === path) return
  throw new AppError(
    'invalid_request',
    `"${id}" is found in two of the given folders, and one would replace the other. ` +
      'Give the folder above them, or ingest them into two collections.',
  )
}

interface Place {
  readonly root: FileRoot
  /** The one file, by its path without links and its name; undefined: all of the folder. */
  readonly file?: { readonly path: string; readonly id: string }
}

async function placeOf(given: string): Promise<Place> {
  try {
    const path = await realpath(given)
    if ((await stat(path)).isDirectory()) return { root: { folder: path, named: false } }
    const folder = await realpath(dirname(given))
    return { root: { folder, named: true }, file: { path, id: basename(given).normalize('NFC') } }
  } catch (error) {
    throw new AppError('invalid_request', `"${given}" does not exist or may not be read.`, { cause: error })
  }
}

async function* walkPlace({ root, file }: Place): AsyncGenerator<{ path: string; id: string }> {
  if (file === undefined) yield* walkFolder(root.folder, '')
  else yield file
}

async function* walkFolder(folder: string, prefix: string): AsyncGenerator<{ path: string; id: string }> {
  const entries = await readdir(folder, { withFileTypes: true })
  const sorted = entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  for (const entry of sorted) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const id = `${prefix}${entry.name.normalize('NFC')}`
    if (entry.isDirectory()) yield* walkFolder(path, `${id}/`)
    else if (entry.isFile()) yield { path, id }
  }
}
