import type { Statements } from '../statements.js'

/** What every check works with. */
export interface CheckContext {
  readonly dataDir: string
  /** Of a read-only connection. */
  readonly statements: Statements
  readonly full: boolean
  readonly modelId: string | undefined
  readonly collections: readonly { readonly key: number; readonly id: string }[]
  readonly models: readonly { readonly key: number; readonly id: string; readonly dimensions: number }[]
}
