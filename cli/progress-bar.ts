import { SingleBar } from 'cli-progress'
import type { ImportProgress } from '../ingest/import-files.js'
import type { Stream } from './terminal.js'

export interface ProgressBar {
  update(progress: ImportProgress): void
  /** Leaves the last state on the screen. */
  stop(): void
}

/** Shows how far an import has come, on a terminal; anywhere else nothing is written. */
export function createProgressBar(stream: Stream, format: string): ProgressBar {
  if (stream.isTTY !== true) return { update: () => undefined, stop: () => undefined }
  const bar = new SingleBar({ stream, format, hideCursor: true, etaBuffer: 50 })
  return {
    update({ bytesDone, bytesTotal, documents, failed }) {
      const shown = { documents, failed }
      if (bar.isActive) bar.update(bytesDone, shown)
      else bar.start(bytesTotal, bytesDone, shown)
    },
    stop() {
      bar.stop()
    },
  }
}

export interface CountingBar {
  update(done: number): void
  /** Leaves the last state on the screen. */
  stop(): void
}

/** Shows how many of a known number are done, on a terminal; anywhere else nothing is written. */
export function createCountingBar(stream: Stream, format: string, total: number): CountingBar {
  if (stream.isTTY !== true) return { update: () => undefined, stop: () => undefined }
  const bar = new SingleBar({ stream, format, hideCursor: true, etaBuffer: 50 })
  bar.start(total, 0)
  return {
    update(done) {
      bar.update(done)
    },
    stop() {
      bar.stop()
    },
  }
}
