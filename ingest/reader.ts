import type { PageStart } from '../core/types.js'

/** What a reader is given: the bytes, and what is known of them from outside. */
export interface SourceFile {
  /** File name or URL path. */
  readonly name: string
  readonly bytes: Uint8Array
  /** Charset declared by the transport (HTTP header), when there is one. */
  readonly charset?: string | undefined
}

/** A document as a reader found it; `text` is not yet normalised. */
export interface ReadDocument {
  readonly id?: string | undefined
  readonly title: string
  readonly text: string
  readonly url?: string | undefined
  readonly publishedAt?: string | undefined
  readonly author?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly language?: string | undefined
  /** Where its pages (or slides) begin in `text`, ascending; for formats that have them. */
  readonly pages?: readonly PageStart[] | undefined
}

/** What of a file could not be read, and why, in words for people. */
export interface ReadFailure {
  readonly item: string
  readonly code: 'unreadable_document' | 'empty_document' | 'body_too_large'
  readonly detail: string
}

/** One document of a file, or why one item of it could not be read. */
export type ReadItem =
  | {
      readonly document: ReadDocument
      /** Its name within the file, when the file holds several: its id unless it has one of its own. */
      readonly item?: string | undefined
    }
  | ReadFailure

/** How a reader of a format that holds other files (zip, eml) reads those. */
export interface ReadContext {
  /** Undefined when nobody reads that, or it holds files itself: containers are opened one level deep. */
  readerInside(name: string): Promise<Reader | undefined>
  /** Parts before this one are passed over: they were read by a process that then ended. */
  readonly fromPart: number
  /** Told before a part is begun, so that a crash costs that part only. */
  onPart(index: number, name: string): Promise<void>
}

/**
 * Turns the bytes of one format into documents. One file a format, registered in readers/registry.ts. It runs
 * in a process of its own (isolation/), so it may take its time, and a crash costs one failed item.
 */
export interface Reader {
  /**
   * Yields in file order; a damaged item is yielded as such and the rest goes on.
   * @throws {AppError} `unreadable_document` when nothing of the file can be read
   */
  read(file: SourceFile, context: ReadContext): Iterable<ReadItem> | AsyncIterable<ReadItem>
  /**
   * The same from a stream, for formats whose files may be larger than the memory: files of any size are read.
   * A reader without it is given whole files up to a limit.
   */
  readStream?(
    file: Omit<SourceFile, 'bytes'>,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): AsyncIterable<ReadItem>
  /** The same from a place on the disk, for formats that are read here and there rather than from the front. */
  readPath?(file: Omit<SourceFile, 'bytes'>, path: string, context: ReadContext): AsyncIterable<ReadItem>
}
