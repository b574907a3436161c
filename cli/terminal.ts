import type { Writable } from 'node:stream'

/** Control characters, and those that reverse the direction of what follows: a document may hold any of them. */
const UNSAFE = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu

/** A stream of the process, or what a test puts in its place. */
export type Stream = Writable & { readonly isTTY?: boolean }

/** Where a command writes: its result to standard output, everything else to standard error. */
export class Terminal {
  /** What the process ends with when the command throws nothing. */
  exitCode = 0

  constructor(
    readonly stdout: Stream,
    readonly stderr: Stream,
  ) {
    for (const stream of [stdout, stderr]) stream.on('error', endWithReader)
  }

  /** The one result of a command: a line of JSON for programs, text for people. */
  result(asJson: boolean, value: unknown, text: () => string): void {
    if (asJson) this.stdout.write(`${JSON.stringify(value)}\n`)
    else this.stdout.write(`${visible(text())}\n`)
  }

  /** What is said on the way. */
  note(text: string): void {
    this.stderr.write(`${visible(text)}\n`)
  }
}

/** Such as `youju search … | head -1`: nobody reads any more. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}

/** The text with what would steer a terminal or turn the reading direction replaced. */
export function visible(text: string): string {
  return text.replaceAll(UNSAFE, '\ufffd')
}
