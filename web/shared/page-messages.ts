import type { Messages } from './messages.js'

/** What our own pages say with their parts beyond what the widget needs: it has to stay small. */
export interface PageMessages extends Messages {
  readonly sourceLoading: string
  readonly sourceText: string
  readonly sourceChanged: string
  readonly sourceMoved: string
  readonly legendQuote: string
  readonly legendOther: string
  readonly productName: string
  readonly collectionLabel: string
  readonly allCollections: string
  readonly signInTitle: string
  readonly signInHint: string
  readonly signInKey: string
  readonly signIn: string
  readonly signOut: string
}
