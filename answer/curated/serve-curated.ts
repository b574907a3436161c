import type { CuratedAnswer, CuratedQuote } from '../../store/curated.js'
import type { Passage } from '../../core/types.js'
import type { Block, Source } from '../answer.js'
import { sharedWith } from '../generate/support.js'
import { SourceList } from '../source-list.js'

/** A curated answer of which every quote stands, in the shape of any answer. */
export function serveCurated({ collection, blocks }: CuratedAnswer): {
  readonly blocks: readonly Block[]
  readonly sources: readonly Source[]
} {
  const list = new SourceList()
  const served = blocks.map(block => {
    const citations = block.quotes.flatMap(quote => {
      const passage = passageOf(collection, quote)
      if (passage === undefined || quote.text === null) return []
      const support = block.text === null ? 1 : rounded(sharedWith(block.text, quote.text))
      return [list.cite(passage, { start: quote.start, end: quote.end, text: quote.text }, support)]
    })
    return { text: block.text ?? block.quotes.map(({ text }) => text ?? '').join(''), citations }
  })
  return { blocks: served, sources: list.sources }
}

function passageOf(collection: string, quote: CuratedQuote): Passage | undefined {
  const { documentId, title, url, publishedAt, passage } = quote
  if (passage === null) return undefined
  return { ...passage, collection, documentId, title, url, publishedAt, ordinal: 0, text: '' }
}

const rounded = (share: number) => Math.round(share * 1000) / 1000
