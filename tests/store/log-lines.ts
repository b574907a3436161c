import { pino } from 'pino'
import type { Logger } from '../../core/log.js'

/** A log that keeps what is written, for tests that ask what an operator would read. */
export class LogLines {
  private readonly lines: string[] = []
  readonly log: Logger = pino({ level: 'warn' }, { write: (line: string) => this.lines.push(line) })

  /** How many lines hold this text. */
  count(text: string): number {
    return this.lines.filter(line => line.includes(text)).length
  }
}

/** What the archive says when it does not believe an index file. */
export const NOT_BELIEVED = 'is not believed'
/** What it says when an index file could not be written. */
export const NOT_SAVED = 'could not be saved'
