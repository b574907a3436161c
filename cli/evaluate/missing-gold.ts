import type { ArchiveClient } from '../archive-client.js'
import { createDocumentTexts } from './document-texts.js'
import type { MeasuredQuestion } from './run-questions.js'

/** Most documents that are looked for. */
const MAX_LOOKED_FOR = 1000

/**
 * Gold documents that are in none of the collections that were asked: a list of another archive, or a document that
 * was renamed. Only those of questions that found not all of them are looked for.
 */
export async function missingGold(
  archive: ArchiveClient,
  measured: readonly MeasuredQuestion[],
  collections: readonly string[] | undefined,
): Promise<string[]> {
  const everywhere = (await archive.collections()).collections.map(({ id }) => id)
  const texts = createDocumentTexts(archive)
  const missing = new Set<string>()
  const lookedFor = new Set<string>()
  for (const { question, result } of measured) {
    if (result.ranking === null || result.ranking.recallAt10 === 1) continue
    for (const id of question.gold) {
      const searched = question.collections ?? collections ?? everywhere
      const key = JSON.stringify([id, searched])
      if (lookedFor.has(key) || lookedFor.size >= MAX_LOOKED_FOR) continue
      lookedFor.add(key)
      const found = await Promise.all(searched.map(collection => texts.read(collection, id)))
      if (found.every(text => text === undefined)) missing.add(id)
    }
  }
  return [...missing]
}
