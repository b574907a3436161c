import type { CollectionSettings } from '../../core/types.js'

const NONE: CollectionSettings = { synonyms: [], words: [], minConfidence: null, reranker: null }

/** Settings of collections, in memory. */
export function fakeSettings(exists: (collection: string) => boolean) {
  const kept = new Map<string, CollectionSettings>()
  return {
    collectionSettings: (id: string) => (exists(id) ? (kept.get(id) ?? NONE) : undefined),
    putCollectionSettings(id: string, settings: CollectionSettings) {
      if (exists(id)) kept.set(id, settings)
      return exists(id)
    },
  }
}
