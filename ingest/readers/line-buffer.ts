const NEWLINE = 0x0a

/** Cuts a stream of bytes into lines, without their line ends; holds one line at most. */
export class LineBuffer {
  private parts: Uint8Array[] = []
  private size = 0

  constructor(private readonly maxLineBytes: number) {}

  /** @returns the lines that the chunk completes; one beyond the limit as undefined */
  push(chunk: Uint8Array): (Uint8Array | undefined)[] {
    const lines: (Uint8Array | undefined)[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.add(chunk.subarray(start, end))
      lines.push(this.take())
      start = end + 1
    }
    this.add(chunk.subarray(start))
    return lines
  }

  /** @returns the last line when it had no line end */
  end(): (Uint8Array | undefined)[] {
    return this.size > 0 ? [this.take()] : []
  }

  private add(part: Uint8Array): void {
    this.size += part.length
    if (this.size > this.maxLineBytes) this.parts = []
    else if (part.length > 0) this.parts.push(part)
  }

  private take(): Uint8Array | undefined {
    const line = this.size > this.maxLineBytes ? undefined : Buffer.concat(this.parts)
    this.parts = []
    this.size = 0
    return line
  }
}
