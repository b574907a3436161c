import { AppError } from '../../core/errors.js'
import type { ReadFailure } from '../reader.js'

/**
 * What a person is told of a file that could not be read. An error of the file system holds the full path: only
 * its code is passed on.
 * @returns `trouble`: what the log should know of a failure that no reader named
 */
export function failureOf(error: unknown, item: string): { failure: ReadFailure; trouble?: string } {
  const code = 'unreadable_document'
  if (error instanceof AppError) {
    const known = error.code === 'empty_document' || error.code === 'body_too_large' ? error.code : code
    return { failure: { item, code: known, detail: error.message } }
  }
  const trouble = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const system = error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : ''
  const detail =
    system === ''
      ? 'The file is damaged, or is not what its name says. Open and save it anew.'
      : `The file could not be read (${system}).`
  return { failure: { item, code, detail }, trouble }
}
