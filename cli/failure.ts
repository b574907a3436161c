import { CommanderError } from 'commander'
import { AppError, type ErrorCode } from '../core/errors.js'
import type { Messages } from './messages.js'
import type { Terminal } from './terminal.js'

export interface FailureReport {
  readonly messages: Messages
  readonly terminal: Terminal
  readonly asJson: boolean
}

/** Tells what went wrong, in JSON on standard output or to people on standard error. @returns the exit code */
export function reportFailure(error: unknown, report: FailureReport): number {
  if (error instanceof CommanderError) return reportUsage(error, report)
  if (error instanceof AppError) return reportExpected(error, report)
  return reportDefect(error, report)
}

function reportUsage(error: CommanderError, report: FailureReport): number {
  // Help or the version was asked for and shown.
  if (error.exitCode === 0) return 0
  const failure = new AppError('invalid_request', error.message.replace(/^error: /, ''))
  if (report.asJson) return reportExpected(failure, report)
  // Without a command, commander has shown the help.
  const { badUsage, seeHelp } = report.messages
  if (error.code !== 'commander.help') report.terminal.note(`${badUsage} ${failure.message}\n${seeHelp}`)
  return failure.exitCode
}

function reportExpected(error: AppError, { messages, terminal, asJson }: FailureReport): number {
  const { code, title, message, exitCode, details } = error
  if (asJson) writeFailure(terminal, { ...details, code, title, detail: message })
  else terminal.note(`${messages.failed(code)}${messages.errors[code]}\n  ${message}`)
  return exitCode
}

/** Whoever runs the command may see everything of it. */
function reportDefect(error: unknown, report: FailureReport): number {
  const failure = new AppError('internal_error', error instanceof Error ? error.message : String(error))
  const stack = error instanceof Error ? error.stack : undefined
  if (stack !== undefined) report.terminal.note(stack)
  return reportExpected(failure, report)
}

function writeFailure(
  terminal: Terminal,
  error: { readonly code: ErrorCode; readonly title: string; readonly detail: string },
): void {
  terminal.result(true, { error }, () => '')
}
