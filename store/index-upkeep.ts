/** A kept document as the keyword index sees it. */
export interface DocumentToIndex {
  readonly id: string
  readonly title: string
  readonly version: number
  readonly isWithdrawn: boolean
  readonly passages: readonly { readonly id: number; readonly text: string }[]
}

/** The index terms of such a document, as core/text/tokenise makes them. */
export interface DocumentTerms {
  readonly id: string
  /** Of the document that they were made of. */
  readonly version: number
  readonly titleWords: string
  readonly titleBigrams: string
  readonly passages: readonly { readonly id: number; readonly words: string; readonly bigrams: string }[]
}

/** Makes what finds documents anew, out of what is kept of them. */
export interface IndexUpkeep {
  /** What the keyword index is made of, of a withdrawn document too; undefined when there is none. */
  document(collection: string, id: string): Promise<DocumentToIndex | undefined>
  /** Makes the keyword rows of documents anew; those that changed since the terms were made are left alone. */
  putTerms(collection: string, documents: readonly DocumentTerms[]): Promise<void>
  /** Removes what finds passages that are not there or not to be found. @returns how many entries there were */
  prune(collection: string): Promise<number>
  /** Begins to make the vector index anew from the stored vectors; searches scan what it does not hold yet. */
  rebuildVectors(collection: string): Promise<void>
}
