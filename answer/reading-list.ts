import type { Passage } from '../core/types.js'
import type { Hit } from '../retrieval/search.js'
import type { Archive } from '../store/archive.js'
import type { ReadPassage } from './rank-sentences.js'

/** Retrieved passages that are read for sentences. */
const READ_PASSAGES = 12
/** The best documents are read around their hits too: the answer may stand next to the words of the question. */
const READ_DOCUMENTS = 2
/** Passages to either side of a hit. */
const NEIGHBOURHOOD = 6
/** What a passage that was not retrieved itself counts of its document's best score. */
const UNRETRIEVED_SHARE = 0.6

/** The passages to read: document by document, best first, each in its own order. */
export async function readingList(hits: readonly Hit[], archive: Archive): Promise<ReadPassage[]> {
  const groups = new Map<string, Hit[]>()
  for (const hit of hits.slice(0, READ_PASSAGES)) {
    const key = `${hit.passage.collection}\n${hit.passage.documentId}`
    groups.set(key, [...(groups.get(key) ?? []), hit])
  }
  const lists = await Promise.all(
    [...groups.values()].map(async (group, rank) => {
      const read = group.map(({ passage, score }) => ({ passage, score }))
      const surroundings = rank < READ_DOCUMENTS ? await around(group, archive) : []
      return [...read, ...surroundings].sort((one, other) => one.passage.ordinal - other.passage.ordinal)
    }),
  )
  return lists.flat()
}

async function around(group: readonly Hit[], archive: Archive): Promise<ReadPassage[]> {
  const [first] = group
  if (first === undefined) return []
  const { collection, documentId } = first.passage
  const retrieved = new Set(group.map(hit => hit.passage.id))
  const near = ({ ordinal }: Passage) =>
    group.some(hit => Math.abs(hit.passage.ordinal - ordinal) <= NEIGHBOURHOOD)
  const passages = await archive.passagesOfDocument(collection, documentId)
  return passages
    .filter(passage => !retrieved.has(passage.id) && near(passage))
    .map(passage => ({ passage, score: first.score * UNRETRIEVED_SHARE }))
}
