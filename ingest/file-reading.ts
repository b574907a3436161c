import type { ReadItem } from './reader.js'

/** A file to read: from the disk, or bytes that came over the network. */
export type ReadableFile = {
  /** Of the document, unless it has an id of its own: a path below a folder, or an address. */
  readonly name: string
  /** Name of its format in readers/registry.ts. */
  readonly format: string
  /** Charset declared by the transport, when there is one. */
  readonly charset?: string | undefined
} & ({ readonly path: string } | { readonly bytes: Uint8Array })

/** Reads files without endangering or holding up the process that asks. Implemented in isolation/. */
export interface FileReading {
  /**
   * Yields the documents of a file in order, and what of it could not be read: a file that is damaged, takes too
   * long or too much memory, or crashes its reader is a `ReadFailure` like any other.
   * @throws {AppError} `shutting_down` after `close`
   * @throws the signal's reason when it aborts
   */
  read(file: ReadableFile, signal?: AbortSignal): AsyncIterable<ReadItem>
  /** Ends what is being read, and every process. */
  close(): Promise<void>
}
