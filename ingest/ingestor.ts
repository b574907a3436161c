import type { DocumentInput, UpsertResult } from '../core/types.js'

export interface IngestProgress {
  /** Called, and waited for, after each batch is durable and searchable, with the results of that batch. */
  onBatch?(results: readonly UpsertResult[]): void | Promise<void>
}

/** Documents in, durable and searchable passages out. Implemented by `createIngestor` in pipeline.ts. */
export interface Ingestor {
  /**
   * Normalises, splits, embeds and keeps the documents in bounded batches, in order. Results come in the
   * order given. Unchanged documents cost one hash.
   * @throws {AppError} `collection_not_found`, `empty_document` (before anything is kept), `disk_full`
   */
  put(
    collection: string,
    documents: readonly DocumentInput[],
    progress?: IngestProgress,
    signal?: AbortSignal,
  ): Promise<UpsertResult[]>
}
