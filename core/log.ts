import { pino, type Logger as PinoLogger } from 'pino'

/** Structured log lines (JSON, one a line, on standard error). Never a question's text unless asked for. */
export type Logger = PinoLogger

/** @param level `silent` for tests and the command line */
export function createLogger(level: string): Logger {
  return pino({ level, hooks: { streamWrite: withoutSecrets } }, pino.destination(2))
}

/** Keys, tokens of sessions and of the operator, what stands after Bearer, keys of model services, cookies. */
const SECRETS =
  /\by[kwo]_[A-Za-z0-9_.-]{16,}|\bsk-[A-Za-z0-9_-]{16,}|\bbearer[\s+]+[^\s"\\]{8,}|\b(?:youju_session|api[_-]?key|access[_-]?token)(?:=|%3D|\\?":\s*\\?")[^\s"\\&;]{4,}/giu

/** Looked for in the finished line, wherever they got in: a message, a URL, a header, a body, the text of a cause. */
export function withoutSecrets(line: string): string {
  return line.replaceAll(SECRETS, '[redacted]')
}
