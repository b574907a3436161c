import type { z } from 'zod'
import { AppError } from '../../core/errors.js'

/** Where a page of a list ended, as callers hand it back: nothing that they should read. */
export function writeCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** @throws {AppError} `invalid_cursor` */
export function readCursor<Place extends z.ZodType>(place: Place, cursor: string): z.output<Place> {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new AppError('invalid_cursor', 'The cursor is not one that this list gave out. Start without it.', {
      cause,
    })
  }
}
