import type { Clock } from '../../core/clock.js'
import type { Logger } from '../../core/log.js'
import type { TermMergerSettings } from './keywords/term-merger.js'
import type { VectorIndexSettings } from './vectors/vector-index-settings.js'

export interface EmbeddedArchiveOptions {
  /** Absolute. Made with access for its owner only when it is not there. */
  readonly dataDir: string
  /** The embedder's id: vectors of another model are kept, and never searched. */
  readonly modelId: string
  readonly dimensions: number
  readonly log: Logger
  readonly clock?: Clock
  readonly vectorIndex?: Partial<VectorIndexSettings>
  readonly termMerger?: Partial<TermMergerSettings>
  /** Documents are refused when the disk has less left, bytes. Default 0: until it is full. */
  readonly diskMinFreeBytes?: number
  /** How much the disk of a folder has left. Default: what the system says. */
  readonly freeBytes?: (folder: string) => Promise<number>
}
