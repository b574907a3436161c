import { SingleBar } from 'cli-progress'
import type { Stream } from './terminal.js'

export interface PlainBar {
  update(done: number, total: number): void
  /** Leaves the last state on the screen. */
  stop(): void
}

/** Shows how much of something is done, on a terminal; anywhere else nothing is written. */
export function createPlainBar(stream: Stream, format: string): PlainBar {
  if (stream.isTTY !== true) return { update: () => undefined, stop: () => undefined }
  const bar = new SingleBar({ stream, format, hideCursor: true, etaBuffer: 50 })
  return {
    update(done, total) {
      if (bar.isActive) bar.update(done)
      else bar.start(total, done)
    },
    stop() {
      bar.stop()
    },
  }
}
