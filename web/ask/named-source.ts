import type { PageApi } from '../shared/page-api.js'
import { targetOfWords, type SourceTarget } from '../shared/source-target.js'
import { sourceOfAddress } from '../shared/inquiry.js'

/** The words that an address of this page names: other programs link so to what they cite. Null when they are gone. */
export async function loadNamedSource(api: PageApi, search: string): Promise<SourceTarget | null> {
  const named = sourceOfAddress(search)
  if (named === null) return null
  const document = await api.document(named.collection, named.documentId).catch(() => null)
  return document === null ? null : targetOfWords(document, named)
}
