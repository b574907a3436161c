import type { Tokeniser } from '../core/text/tokenise.js'
import type { DocumentTerms, DocumentToIndex } from '../store/index-upkeep.js'
import type { TimeSlice } from '../core/time-slice.js'

/** Makes the index terms of a document that is kept already, giving way to others meanwhile. */
export async function termsOf(
  document: DocumentToIndex,
  { tokeniser, slice }: { readonly tokeniser: Tokeniser; readonly slice: TimeSlice },
): Promise<DocumentTerms> {
  const title = tokeniser.indexTerms(document.title)
  const passages: { id: number; words: string; bigrams: string }[] = []
  for (const { id, text } of document.passages) {
    passages.push({ id, ...tokeniser.indexTerms(text) })
    await slice.giveWay()
  }
  const { id, version } = document
  return { id, version, titleWords: title.words, titleBigrams: title.bigrams, passages }
}
