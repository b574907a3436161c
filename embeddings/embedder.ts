export type EmbeddingKind = 'query' | 'passage'

export interface EmbedderState {
  /** Groups of texts that wait for a thread. */
  readonly waitingQueries: number
  readonly waitingPassages: number
  /** Queries since the start whose vector was remembered or being computed, and those whose was not. */
  readonly cacheHits: number
  readonly cacheMisses: number
}

/** Turns texts into unit-length vectors; the same text always gives (nearly, see the card) the same vector. */
export interface Embedder {
  /** Stable name of model, revision and pooling: vectors of different ids are never compared. */
  readonly id: string
  readonly dimensions: number
  /** Most texts worth handing over in one call; more are accepted and split. */
  readonly maxBatch: number
  /**
   * Longer texts are cut at the model's token limit (stated in its card); the empty text is allowed.
   * Queries overtake passages that wait.
   * @returns one unit-length vector per text, in order
   * @throws {AppError} `embedding_failed`, or the signal's reason when aborted before the work began
   */
  embed(texts: readonly string[], kind: EmbeddingKind, signal?: AbortSignal): Promise<Float32Array[]>
  /** How busy it is, where that is known. */
  state?(): EmbedderState
  /** Ends the worker threads; waiting calls fail with `shutting_down`. */
  close(): Promise<void>
}
