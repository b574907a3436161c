import type { ReadableFile } from '../file-reading.js'
import type { ReadItem } from '../reader.js'

/** What the reading process is told. Each is answered by one `Reply`. */
export type Order =
  /** Begin with a file, from a part of it (0: from its front). */
  | { readonly type: 'open'; readonly file: ReadableFile; readonly fromPart: number }
  /** Go on with it. */
  | { readonly type: 'next' }

/** Some items of the file; `done` when there are no more. */
export interface Reply {
  readonly type: 'items'
  readonly items: readonly ReadItem[]
  readonly done: boolean
  /** What the log should know of a failure that its reader did not name. */
  readonly trouble?: string
}

/** Sent before a part of a file is begun: what is lost if the process ends now, and what is not. */
export interface PartBegun {
  readonly type: 'part'
  readonly index: number
  readonly name: string
  /** Found before it, and not sent yet. */
  readonly items: readonly ReadItem[]
}

/** Handed to a reading process at its start, as JSON in its one argument. */
export interface ReadingLimits {
  /** Resident memory of the process, MiB. */
  readonly memoryMiB: number
  /** Longest text of a document, UTF-16 code units. */
  readonly maxCharacters: number
}

/** How a process ends that has grown beyond its memory; no reader sends it. */
export const MEMORY_SIGNAL = 'SIGUSR2'
/** Share of the memory that JavaScript objects may take; the rest is code, buffers and stacks. */
export const HEAP_SHARE = 0.7
