import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AppError } from '../core/errors.js'

export type ModelLocation =
  { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 'hub'; readonly name: string }

const HUB_NAME = /^[\w-][\w.-]*\/[\w-][\w.-]*$/u

/**
 * Finds what `YOUJU_EMBEDDING_MODEL` means: a built-in model's name, else an existing folder, else the name of a
 * model on a hub (`owner/name`).
 * @param builtInFolder holds one folder a built-in model
 * @throws {AppError} `model_unavailable` when it is none of them
 */
export function locateModel(setting: string, builtInFolder: string): ModelLocation {
  const builtIn = listBuiltIn(builtInFolder)
  if (builtIn.includes(setting)) return { kind: 'folder', folder: join(builtInFolder, setting) }
  if (isFolder(setting)) return { kind: 'folder', folder: resolve(setting) }
  if (HUB_NAME.test(setting)) return { kind: 'hub', name: setting }
  throw new AppError(
    'model_unavailable',
    `YOUJU_EMBEDDING_MODEL is "${setting}", which is neither a built-in model (${builtIn.join(', ')}), nor a ` +
      'folder that exists, nor the name of a model on a hub (owner/name).',
  )
}

function listBuiltIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
