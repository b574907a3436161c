import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder that holds package.json, seen from the compiled file that calls. Models, samples and browser
 * files are read from there.
 * @throws {Error} when the code was moved out of its package
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('package.json not found above the compiled code')
    folder = parent
  }
  return folder
}
