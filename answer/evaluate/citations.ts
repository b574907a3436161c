import { mean } from './mean.js'

/** A citation of an answer, as far as it can be checked. */
export interface CheckedCitation {
  readonly source: number
  readonly collection: string
  readonly documentId: string
  readonly quote: string
  readonly start: number
  readonly end: number
  readonly support: number
}

export interface CheckedBlock {
  readonly text: string
  readonly citations: readonly CheckedCitation[]
}

export interface CitationScores {
  readonly citations: number
  /** Whose quote is not `text.slice(start, end)` of its document, or whose source is not listed. */
  readonly invalidCitations: number
  /** Statements that cite nothing. */
  readonly uncitedBlocks: number
  /** Mean support of the citations, 0..1; null without any. */
  readonly support: number | null
}

/**
 * @param sources the numbers that the answer lists
 * @param textOf the document's text as it stands now; undefined when there is none
 */
export function citationScores(
  blocks: readonly CheckedBlock[],
  sources: ReadonlySet<number>,
  textOf: (citation: CheckedCitation) => string | undefined,
): CitationScores {
  const citations = blocks.flatMap(block => block.citations)
  const invalid = citations.filter(citation => {
    const { quote, start, end, source } = citation
    return quote === '' || textOf(citation)?.slice(start, end) !== quote || !sources.has(source)
  })
  return {
    citations: citations.length,
    invalidCitations: invalid.length,
    uncitedBlocks: blocks.filter(block => block.citations.length === 0).length,
    support: mean(citations.map(({ support }) => support)),
  }
}
