import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError } from '../core/errors.js'
import { formatOfName, type Format } from './readers/registry.js'

/** A file that a reader takes. */
export interface FoundFile {
  readonly path: string
  /** The id of its document: the path below the given folder, with `/`; of a single file, its name. */
  readonly id: string
  readonly bytes: number
  readonly format: Format
}

export interface FoundFiles {
  readonly files: readonly FoundFile[]
  /** Files whose ending no reader takes. */
  readonly skipped: number
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
  let skipped = 0
  for (const path of paths) {
    for await (const { path: file, id } of walkPath(path)) {
      if (!accepts(id)) continue
      const format = formatOfName(file)
      if (format === undefined) {
        skipped++
        continue
      }
      refuseSecond(found.get(id), file, id)
      found.set(id, { path: file, id, format, bytes: (await stat(file)).size })
    }
  }
  return { files: [...found.values()], skipped }
}

function refuseSecond(first: FoundFile | undefined, path: string, id: string): void {
  if (first === undefined || first.path === path) return
  throw new AppError(
    'invalid_request',
    `"${id}" is found in two of the given folders, and one would replace the other. ` +
      'Give the folder above them, or ingest them into two collections.',
  )
}

async function* walkPath(path: string): AsyncGenerator<{ path: string; id: string }> {
  const root = await realpath(path).catch((error: unknown) => {
    throw new AppError('invalid_request', `"${path}" does not exist or may not be read.`, { cause: error })
  })
  if ((await stat(root)).isDirectory()) yield* walkFolder(root, '')
  else yield { path: root, id: basename(path).normalize('NFC') }
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
