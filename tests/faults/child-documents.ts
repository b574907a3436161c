import type { Archive, PreparedDocument } from '../../store/archive.js'
import { prepared, vectorOf } from '../store/prepared-documents.js'

/** Index files are written all the time: a crash is likely to meet one. */
export const CHILD_OPTIONS = {
  modelId: 'child',
  dimensions: 64,
  vectorIndex: { minGraphPassages: 50, saveDelayMs: 20, saveEveryChanges: 40 },
}

const textsOf = (id: string, filling: string) => [`first of ${id} ${filling}`, `second of ${id} `]

/** The document of a number: whoever knows its id knows all of it. */
export function childDocument(number: number, filling = ''): PreparedDocument {
  const id = `d${number}`
  const { dimensions } = CHILD_OPTIONS
  return prepared(id, textsOf(id, filling), { title: 'title', contentHash: filling, dimensions })
}

/**
 * Looks for each document as a reader would: by id, by keyword, by vector, and by everything of it.
 * @returns what is not there or not whole
 */
export async function missingOf(archive: Archive, ids: readonly string[]): Promise<string[]> {
  const missing: string[] = []
  for (const id of ids) {
    const passages = await archive.passagesOfDocument('default', id)
    const document = await archive.document('default', id)
    if (document?.passages !== 2 || document.text !== passages.map(({ text }) => text).join(''))
      missing.push(`${id} is not whole`)
    for (const { id: passageId, text } of passages)
      if (!(await isFound(archive, passageId, text)))
        missing.push(`${id} is not found by the vector of ${text}`)
    const terms = [{ field: 'words', text: id }] as const
    const { documents } = await archive.searchKeyword({ collections: ['default'], terms, limit: 5 })
    if (documents[0]?.documentId !== id) missing.push(`${id} is not found by its word`)
  }
  return missing
}

async function isFound(archive: Archive, passageId: number, text: string): Promise<boolean> {
  const vector = vectorOf(text, CHILD_OPTIONS.dimensions)
  const [hit] = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
  return hit?.passageId === passageId
}

/** The ids of everything that the default collection holds. */
export async function allIds(archive: Archive): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await archive.documents('default', { limit: 500, order: 'oldest', cursor })
    ids.push(...page.documents.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return ids
}
