import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino'

/** Structured log lines (JSON, one a line, on standard error). Never a question's text unless asked for. */
export type Logger = PinoLogger

/**
 * @param level `silent` for tests and the command line
 * @param destination where finished lines go; default: standard error
 */
export function createLogger(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  return pino({ level, hooks: { streamWrite: withoutSecrets } }, destination)
}

/** Keys, tokens of sessions and of the operator, secrets of webhooks, keys of model services. */
const OURS = /\by[kwo]_[A-Za-z0-9_.-]{16,}|\bwhsec_[A-Za-z0-9_-]{16,}|\bsk-[A-Za-z0-9_-]{16,}/
/** What is shown as proof: after Bearer or Basic, and the name and password in an address. */
const SHOWN =
  /\bbearer[\s+]+[^\s"\\]{8,}|(?<=authorization[\\":\s]{1,8})basic[\s+]+[^\s"\\]{4,}|(?<=:\/\/)[^\s/"\\@]{1,256}@/
/** What stands after a name for secrets, in a header, a cookie, a query, a form or JSON; the name stays. */
const NAMED =
  /(?<=(?:api[_-]?key|aes[_-]?key|token|secret|password|csrf|signature|youju_session|[?&]key|[?&]code)(?:=|%3D|\\?":\s{0,4}\\?"))[^\s"\\&;]{4,}/
const SECRETS = new RegExp([OURS, SHOWN, NAMED].map(({ source }) => source).join('|'), 'giu')

/** Looked for in the finished line, wherever they got in: a message, a URL, a header, a body, the text of a cause. */
export function withoutSecrets(line: string): string {
  return line.replaceAll(SECRETS, '[redacted]')
}
