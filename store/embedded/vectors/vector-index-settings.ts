export interface VectorIndexSettings {
  /** Collections of fewer passages are scanned: a graph would not be faster. */
  readonly minGraphPassages: number
  /** A file is written when nothing has changed for so long. */
  readonly saveDelayMs: number
  /** … or after so many changes without a pause. */
  readonly saveEveryChanges: number
}

export const DEFAULT_VECTOR_INDEX_SETTINGS: VectorIndexSettings = {
  minGraphPassages: 1000,
  saveDelayMs: 5000,
  saveEveryChanges: 20_000,
}
