import type { IndexFiles } from './index-files.js'
import type { StoredVectors } from './stored-vectors.js'
import type { VectorIndexSettings } from './vector-index-settings.js'

/** What a filter lets through, asked as it is needed: counting is cheap, listing is not. */
export interface PassageFilter {
  count(): number
  ids(): number[]
  /** Those of the given ones that pass. */
  among(ids: readonly number[]): Set<number>
}

export interface VectorIndexContext {
  readonly collectionKey: number
  readonly dimensions: number
  readonly stored: StoredVectors
  readonly files: IndexFiles
  readonly settings: VectorIndexSettings
  /** Called when a file should be written: answer with `save`. */
  onSaveDue(): void
  /** Called when adding failed beyond repair: the thread must end. */
  onFailure(error: unknown): void
}
