/** Where documents come from, and what was found there last: the records of sources of an archive. */

export const SOURCE_KINDS = ['file', 'url', 'sitemap', 'feed', 'crawl'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** How a source is read; what does not concern its kind is left out. */
export interface SourceSettings {
  /** Of a folder only the files that were named, one by one. */
  readonly named?: true | undefined
  /** Most pages of a crawl, a sitemap or a feed. */
  readonly maxPages?: number | undefined
  /** Most links between the first page of a crawl and another. */
  readonly maxDepth?: number | undefined
  /** Patterns such as `/news/*`: a page is read when its path and query match one. Empty or left out: all are. */
  readonly include?: readonly string[] | undefined
  /** Patterns of pages that are not read. */
  readonly exclude?: readonly string[] | undefined
  /** Whether a feed's entry is read from the page that it links to. Default `auto`: when the entry is short. */
  readonly fullText?: 'auto' | 'page' | 'entry' | undefined
}

export interface NewSource {
  readonly collection: string
  readonly kind: SourceKind
  /** An absolute address, or the absolute path of a file or folder. */
  readonly address: string
  readonly settings: SourceSettings
  /** Time between two syncs that nobody asks for; null: none. */
  readonly intervalMinutes: number | null
  /** Who added it: the id of a caller. */
  readonly owner: string
}

export interface SourceRecord extends NewSource {
  readonly id: string
  readonly createdAt: string
  /** When it was last read to its end. */
  readonly syncedAt: string | null
  /** When it is read next without being asked. */
  readonly nextSyncAt: string | null
  readonly lastJobId: string | null
  /** Why the last sync failed as a whole; null when it did not. */
  readonly lastError: { readonly code: string; readonly detail: string } | null
  /** Pages or files that are there, and their documents. */
  readonly items: number
  readonly documents: number
}

export interface SourceChange {
  readonly intervalMinutes?: number | null
  readonly syncedAt?: string
  readonly nextSyncAt?: string | null
  readonly lastJobId?: string
  readonly lastError?: { readonly code: string; readonly detail: string } | null
}

/** What tells whether a page or file is still as it was. Which of it is there depends on the kind. */
export interface Fingerprint {
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  /** As a sitemap or feed states it. */
  readonly stated?: string | undefined
  readonly bytes?: number | undefined
  readonly modifiedMs?: number | undefined
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash?: string | undefined
  /** Which generation of readers made documents of it. */
  readonly reading?: number | undefined
  /** Links between the first page of a crawl and this one. */
  readonly depth?: number | undefined
}

/** A page or file of a source, by its address or its path below the source's. */
export interface SourceItem {
  readonly key: string
  /** Null: something of it could not be read, so it is read again. */
  readonly fingerprint: Fingerprint | null
  /** Documents that were made of it, and how many of them are still kept as they came from here. */
  readonly documents: number
  readonly kept: number
  readonly goneAt: string | null
  readonly goneReason: string | null
}

export interface ItemRecord {
  readonly key: string
  readonly fingerprint: Fingerprint | null
  /** Ids of its documents, which belong to it from now on, whatever they belonged to before. Left out: as before. */
  readonly documents?: readonly string[] | undefined
}

/** What is acknowledged is durable. Goes with its collection; documents stay when their source is removed. */
export interface SourceRecords {
  /** One of the same collection, kind and address is changed instead. @throws {AppError} `collection_not_found` */
  put(source: NewSource, now: string): Promise<{ source: SourceRecord; created: boolean }>
  /** Oldest first. */
  list(collection?: string): Promise<SourceRecord[]>
  find(id: string): Promise<SourceRecord | undefined>
  /** @returns false when there is none */
  change(id: string, change: SourceChange): Promise<boolean>
  /** @returns false when there was none */
  remove(id: string): Promise<boolean>

  /** Gone ones too. */
  items(sourceId: string): Promise<SourceItem[]>
  putItems(sourceId: string, items: readonly ItemRecord[]): Promise<void>
  /** Ids of the kept documents that came from this item, and from no other since. */
  documentsOf(sourceId: string, key: string): Promise<string[]>
  /** Notes that a page or file is no longer there. Its documents are removed by whoever notes it. */
  putGone(
    sourceId: string,
    gone: { readonly key: string; readonly at: string; readonly reason: string },
  ): Promise<void>
}
