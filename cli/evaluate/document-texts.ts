import { AppError } from '../../core/errors.js'
import type { ArchiveClient } from '../archive-client.js'

/** The texts of documents, as the archive holds them now. */
export interface DocumentTexts {
  /** @returns undefined when there is no such document */
  read(collection: string, id: string): Promise<string | undefined>
}

/** Most texts remembered. */
const MAX_REMEMBERED = 500

/** Reads each document once, as long as not too many others come between. */
export function createDocumentTexts(archive: ArchiveClient): DocumentTexts {
  const remembered = new Map<string, Promise<string | undefined>>()
  return {
    read(collection, id) {
      const key = `${collection}\n${id}`
      const known = remembered.get(key) ?? read(archive, collection, id)
      remembered.set(key, known)
      const [oldest] = remembered.keys()
      if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
      return known
    },
  }
}

async function read(archive: ArchiveClient, collection: string, id: string): Promise<string | undefined> {
  try {
    return (await archive.document(collection, id)).text
  } catch (error) {
    const isGone =
      error instanceof AppError && ['document_not_found', 'collection_not_found'].includes(error.code)
    if (isGone) return undefined
    throw error
  }
}
