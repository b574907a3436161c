import { describe, expect, it } from 'vitest'
import { MAX_PINNED, type DocumentQuery } from '../../store/archive.js'
import { document, type ArchiveProbe } from './archive-probe.js'

/** What an archive promises of documents that an editor put before the others. */
export function pinsContract(probe: ArchiveProbe): void {
  const put = (...ids: string[]) =>
    probe.archive.putDocuments(
      'default',
      ids.map(id => document(id, [`text of ${id}`], { publishedAt: `2025-01-0${id}T00:00:00Z` })),
    )
  const pin = (id: string, isPinned = true) => probe.archive.pinDocument('default', id, isPinned)
  const passagesOf = (id: string) => probe.archive.passagesOfDocument('default', id)

  /** Every page of a list, page by page. */
  async function listed(limit: number, query: Partial<DocumentQuery> = {}): Promise<string[]> {
    const ids: string[] = []
    let cursor: string | null | undefined
    while (cursor !== null) {
      const asked = { limit, order: 'pinned', ...query, cursor } as const
      const page = await probe.archive.documents('default', asked)
      ids.push(...page.documents.map(({ id }) => id))
      cursor = page.nextCursor
    }
    return ids
  }

  describe('a pinned document', () => {
    it('says so wherever it is read, until it is unpinned, and after a restart', async () => {
      await put('1', '2')
      expect(await pin('1')).toBe(true)
      for (const reopened of [false, true]) {
        if (reopened) await probe.reopen()
        expect(await probe.archive.document('default', '1')).toMatchObject({ isPinned: true })
        expect(await passagesOf('1')).toMatchObject([{ isPinned: true }])
        expect((await passagesOf('2'))[0]).not.toHaveProperty('isPinned')
        expect(await probe.archive.document('default', '2')).not.toHaveProperty('isPinned')
      }
      expect(await pin('1', false)).toBe(true)
      expect((await passagesOf('1'))[0]).not.toHaveProperty('isPinned')
      expect(await pin('none')).toBe(false)
      await expect(probe.archive.pinDocument('nowhere', '1', true)).rejects.toMatchObject({
        code: 'collection_not_found',
      })
    })

    it.each([1, 2, 3, 10])('comes first in the list that asks for it, in pages of %i', async limit => {
      await put('1', '2', '3', '4', '5', '6')
      for (const id of ['2', '5', '1']) await pin(id)
      expect(await listed(limit)).toEqual(['5', '2', '1', '6', '4', '3'])
      expect(await listed(limit, { order: 'newest' })).toEqual(['6', '5', '4', '3', '2', '1'])
      expect(await listed(limit, { isPinned: true })).toEqual(['5', '2', '1'])
      expect(await listed(limit, { isPinned: false, order: 'oldest' })).toEqual(['3', '4', '6'])
      const january = { publishedAfter: '2025-01-02T00:00:00Z', publishedBefore: '2025-01-05T00:00:00Z' }
      expect(await listed(limit, january)).toEqual(['2', '4', '3'])
    })

    it('stays so when it is sent again and when it is withdrawn meanwhile, and is gone when it is deleted', async () => {
      await put('1')
      await pin('1')
      await probe.archive.putDocuments('default', [document('1', ['another text'])])
      expect(await passagesOf('1')).toMatchObject([{ text: 'another text', isPinned: true }])
      await probe.archive.withdrawDocument('default', '1', null)
      expect(await listed(5)).toEqual([])
      expect(await listed(5, { state: 'withdrawn' })).toEqual(['1'])
      await probe.archive.deleteDocument('default', '1')
      await put('1')
      expect(await probe.archive.document('default', '1')).not.toHaveProperty('isPinned')
    })

    it('is one of a bounded number', async () => {
      const ids = Array.from({ length: MAX_PINNED + 1 }, (_, index) => `document-${index}`)
      await probe.archive.putDocuments(
        'default',
        ids.map(id => document(id, ['text'])),
      )
      for (const id of ids.slice(1)) await pin(id)
      await expect(pin('document-0')).rejects.toMatchObject({ code: 'too_many_pins' })
      expect(await probe.archive.document('default', 'document-0')).not.toHaveProperty('isPinned')
      expect(await pin('document-1')).toBe(true)
      await pin('document-2', false)
      expect(await pin('document-0')).toBe(true)
    })
  })
}
