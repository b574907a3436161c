import type { Archive, IndexTerm } from '../../store/archive.js'
import { prepared, vectorOf, type DocumentFields } from '../store/prepared-documents.js'

export interface ArchiveUnderTest {
  readonly archive: Archive
  /** Closes it and opens what it kept again. */
  reopen(): Promise<Archive>
  /** Closes it and removes what it kept. */
  dispose(): Promise<void>
}

/** Contract suites open archives of this many dimensions. */
export const DIMENSIONS = 16

export const word = (text: string): IndexTerm => ({ field: 'words', text })
export const bigram = (text: string): IndexTerm => ({ field: 'bigrams', text })
export const document = (id: string, texts: readonly string[], fields: Partial<DocumentFields> = {}) =>
  prepared(id, texts, { dimensions: DIMENSIONS, ...fields })
export const inDefault = { collections: ['default'], limit: 10 }

/** The archive that a contract test works on, and the questions it asks most. */
export class ArchiveProbe {
  private under: ArchiveUnderTest | undefined

  constructor(private readonly openNew: () => Promise<ArchiveUnderTest>) {}

  get archive(): Archive {
    if (this.under === undefined) throw new Error('open the archive first')
    return this.under.archive
  }

  async open(): Promise<void> {
    this.under = await this.openNew()
  }

  async reopen(): Promise<void> {
    await this.under?.reopen()
  }

  async dispose(): Promise<void> {
    await this.under?.dispose()
  }

  /** The documents of the passages that match any of the terms, best first. */
  async keywordIds(...terms: IndexTerm[]): Promise<string[]> {
    const { passages } = await this.archive.searchKeyword({ ...inDefault, terms })
    const found = await this.archive.passages(passages.map(({ passageId }) => passageId))
    return found.map(({ documentId }) => documentId)
  }

  /** The passages nearest to the vector of a text. */
  async nearest(text: string, limit = 1) {
    const vector = vectorOf(text, DIMENSIONS)
    const scores = await this.archive.searchVector({ ...inDefault, vector, limit })
    return this.archive.passages(scores.map(({ passageId }) => passageId))
  }
}
