import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { AppError } from '../core/errors.js'

/**
 * The settings of the environment, completed by the `.env` of a folder when there is one. What the environment
 * sets wins; an empty value counts as not set.
 * @throws {AppError} `invalid_config` when the file is there and cannot be read
 */
export function readEnvironment(folder: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const content = readOptional(join(folder, '.env'))
  if (content === undefined) return environment
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '')
  return { ...parseEnv(content), ...Object.fromEntries(set) }
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    if (code === 'ENOENT') return undefined
    throw new AppError('invalid_config', `The file .env is there but could not be read (${code}).`, {
      cause: error,
    })
  }
}
