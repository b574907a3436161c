import { describe, expect, it } from 'vitest'
import { vectorOf } from '../store/prepared-documents.js'
import { DIMENSIONS, document, word, type ArchiveProbe } from './archive-probe.js'

/** What an archive promises of collections. */
export function collectionsContract(probe: ArchiveProbe): void {
  describe('collections', () => {
    it('holds an empty default collection from the start', async () => {
      expect(await probe.archive.collections()).toMatchObject([{ id: 'default', documents: 0, passages: 0 }])
    })

    it('creates, renames and removes one with everything in it', async () => {
      expect(await probe.archive.putCollection('news', '新闻')).toMatchObject({
        created: true,
        collection: { name: '新闻' },
      })
      expect(await probe.archive.putCollection('news', 'News')).toMatchObject({
        created: false,
        collection: { name: 'News' },
      })
      expect(await probe.archive.putCollection('news')).toMatchObject({
        created: false,
        collection: { name: 'News' },
      })
      await probe.archive.putDocuments('news', [document('a', ['lost words'])])
      expect(await probe.archive.deleteCollection('news')).toBe(true)
      expect(await probe.archive.deleteCollection('news')).toBe(false)
      expect(await probe.archive.collection('news')).toBeUndefined()
      expect(await probe.archive.passages([1])).toEqual([])
      await probe.archive.putCollection('news')
      const { passages, documents } = await probe.archive.searchKeyword({
        collections: ['news'],
        terms: [word('lost')],
        limit: 5,
      })
      expect([passages, documents]).toEqual([[], []])
    })

    it('keeps what is set for one, counts the changes, and forgets it with the collection', async () => {
      const defaults = { synonyms: [], words: [], minConfidence: null, reranker: null }
      await probe.archive.putCollection('news')
      expect(await probe.archive.collectionSettings('news')).toEqual(defaults)
      const set = { ...defaults, synonyms: [['电动车', '电瓶车']], words: ['云湾通'], minConfidence: 0.5 }
      expect(await probe.archive.putCollectionSettings('news', set)).toBe(true)
      expect(await probe.archive.collectionSettings('news')).toEqual(set)
      expect(await probe.archive.collection('news')).toMatchObject({ settingsVersion: 1 })
      expect(await probe.archive.collectionSettings('default')).toEqual(defaults)
      await probe.archive.deleteCollection('news')
      expect(await probe.archive.putCollectionSettings('news', set)).toBe(false)
      expect(await probe.archive.collectionSettings('news')).toBeUndefined()
      await probe.archive.putCollection('news')
      expect(await probe.archive.collectionSettings('news')).toEqual(defaults)
    })

    it('refuses to write to, read or search one that is not there', async () => {
      const refused = { code: 'collection_not_found' }
      const vector = vectorOf('x', DIMENSIONS)
      await expect(probe.archive.putDocuments('none', [document('a', ['x'])])).rejects.toMatchObject(refused)
      await expect(probe.archive.documents('none', { limit: 1, order: 'newest' })).rejects.toMatchObject(
        refused,
      )
      await expect(probe.archive.document('none', 'a')).rejects.toMatchObject(refused)
      await expect(
        probe.archive.searchKeyword({ collections: ['none'], terms: [word('x')], limit: 1 }),
      ).rejects.toMatchObject(refused)
      await expect(
        probe.archive.searchVector({ collections: ['none'], vector, limit: 1 }),
      ).rejects.toMatchObject(refused)
      expect(await probe.archive.collections()).toHaveLength(1)
    })
  })
}
