/** What a reader is given: the bytes, and what is known of them from outside. */
export interface SourceFile {
  /** File name or URL path; its ending chooses the reader. */
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
}

/** One document of a file, or why one item of it could not be read. */
export type ReadItem =
  | { readonly document: ReadDocument }
  | {
      readonly item: string
      readonly code: 'unreadable_document' | 'empty_document'
      readonly detail: string
    }

/** Turns the bytes of one format into documents. One file a format, registered in readers/registry.ts. */
export interface Reader {
  /** Lower-case endings without the dot. */
  readonly extensions: readonly string[]
  /**
   * Yields in file order; a damaged item is yielded as such and the rest goes on.
   * @throws {AppError} `unreadable_document` when nothing of the file can be read
   */
  read(file: SourceFile): Iterable<ReadItem> | AsyncIterable<ReadItem>
  /**
   * The same from a stream, for formats whose files may be larger than the memory: files of any size are read.
   * A reader without it is given whole files up to a limit.
   */
  readStream?(
    file: Omit<SourceFile, 'bytes'>,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): AsyncIterable<ReadItem>
}
