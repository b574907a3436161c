import type { Archive } from '../store/archive.js'
import type { Block, Citation } from './answer.js'

export interface Verified {
  readonly blocks: readonly Block[]
  /** Citations whose quote does not stand where it is said to. */
  readonly dropped: readonly Citation[]
}

/**
 * Checks every citation against the stored text: `text.slice(start, end) === quote`. What fails is dropped; a
 * block without a citation left is dropped with it. Each document is read once.
 */
export async function verify(blocks: readonly Block[], archive: Archive): Promise<Verified> {
  const texts = await textsOf(blocks, archive)
  const dropped: Citation[] = []
  const verified = blocks.map(block => {
    const citations = block.citations.filter(citation => {
      const text = texts.get(keyOf(citation))
      const { quote, start, end } = citation
      const holds = quote !== '' && start >= 0 && text?.slice(start, end) === quote
      if (!holds) dropped.push(citation)
      return holds
    })
    return { ...block, citations }
  })
  return { blocks: verified.filter(block => block.citations.length > 0), dropped }
}

const keyOf = ({ collection, documentId }: Citation) => `${collection}\n${documentId}`

async function textsOf(blocks: readonly Block[], archive: Archive): Promise<Map<string, string>> {
  const cited = new Map(blocks.flatMap(block => block.citations).map(citation => [keyOf(citation), citation]))
  const entries = await Promise.all(
    [...cited].map(async ([key, { collection, documentId }]) => {
      const document = await archive.document(collection, documentId)
      return [key, document?.text ?? ''] as const
    }),
  )
  return new Map(entries)
}
