import type { Passage } from '../core/types.js'
import { documentKey } from '../retrieval/fuse.js'
import type { Hit } from '../retrieval/search.js'
import type { Archive } from '../store/archive.js'
import type { ReadDocument } from './read-sentences.js'

/** Retrieved passages that are read for sentences. */
const READ_PASSAGES = 12
/** The best documents are read around their hits too: the answer may stand next to the words of the question. */
const READ_DOCUMENTS = 2
/** Passages to either side of a hit. */
const NEIGHBOURHOOD = 6

/** What to read of the documents that were found, best first. */
export async function readingList(hits: readonly Hit[], archive: Archive): Promise<ReadDocument[]> {
  const found = new Map<string, Hit[]>()
  for (const hit of hits.slice(0, READ_PASSAGES)) {
    const key = documentKey(hit.passage)
    found.set(key, [...(found.get(key) ?? []), hit])
  }
  return Promise.all(
    Array.from(found.values(), async (group, rank) => {
      const passages = rank < READ_DOCUMENTS ? await around(group, archive) : group.map(hit => hit.passage)
      return {
        passages: passages.sort((one, other) => one.ordinal - other.ordinal),
        score: Math.max(...group.map(hit => hit.score)),
      }
    }),
  )
}

/** The passages of a document near those found. */
async function around(group: readonly Hit[], archive: Archive): Promise<Passage[]> {
  const [first] = group
  if (first === undefined) return []
  const { collection, documentId } = first.passage
  const passages = await archive.passagesOfDocument(collection, documentId)
  return passages.filter(({ ordinal }) =>
    group.some(hit => Math.abs(hit.passage.ordinal - ordinal) <= NEIGHBOURHOOD),
  )
}
