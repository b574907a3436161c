import { pino, type Logger as PinoLogger } from 'pino'

/** Structured log lines (JSON, one a line, on standard error). Never a question's text unless asked for. */
export type Logger = PinoLogger

/** @param level `silent` for tests and the command line */
export function createLogger(level: string): Logger {
  return pino({ level, redact: ['req.headers.authorization', 'req.headers.cookie'] }, pino.destination(2))
}
