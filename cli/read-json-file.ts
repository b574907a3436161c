import { readFile } from 'node:fs/promises'
import { AppError } from '../core/errors.js'

/** Checked as JSON only: the route that gets it knows what it should be. @throws {AppError} `invalid_request` */
export async function readJsonFile(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    throw new AppError('invalid_request', `The file ${file} ${reason}. Nothing was changed.`, { cause })
  }
}
