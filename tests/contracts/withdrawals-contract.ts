import { describe, expect, it } from 'vitest'
import type { DocumentTerms } from '../../store/index-upkeep.js'
import { DIMENSIONS, document, inDefault, word, type ArchiveProbe } from './archive-probe.js'
import { vectorOf } from '../store/prepared-documents.js'

const SECRET = 'the keeper of the whale lighthouse'
const KEPT = 'the ferry leaves at seven'

/** What an archive promises of documents that are hidden and brought back. */
export function withdrawalsContract(probe: ArchiveProbe): void {
  const put = (id: string, text: string) => probe.archive.putDocuments('default', [document(id, [text])])

  async function termsOf(id: string): Promise<DocumentTerms> {
    const found = await probe.archive.indexes.document('default', id)
    if (found === undefined) throw new Error(`there is no document ${id}`)
    const words = (text: string) => text.match(/\w+/g)?.join(' ') ?? ''
    const passages = found.passages.map(passage => ({
      id: passage.id,
      words: words(passage.text),
      bigrams: '',
    }))
    return { id, version: found.version, titleWords: words(found.title), titleBigrams: '', passages }
  }

  const quoting = (quote: string, documentId: string) => ({
    id: `ans_${documentId}`,
    createdAt: '2024-01-01T00:00:00Z',
    conversationId: 'c',
    question: 'who?',
    owner: 'loopback',
    collections: ['default'],
    body: { collection: 'default', documentId, start: 0, end: quote.length, quote },
    trace: {},
  })

  /** Everything that a reader can get hold of, in one text. */
  async function everythingReadable(passageIds: readonly number[]): Promise<string> {
    const { archive } = probe
    const asked = vectorOf(SECRET, DIMENSIONS)
    const { passages, documents } = await archive.searchKeyword({ ...inDefault, terms: [word('whale')] })
    const nearest = await archive.searchVector({ ...inDefault, vector: asked })
    const filter = { documentIds: ['a'] }
    const filtered = await archive.searchVector({ ...inDefault, vector: asked, filter })
    const found = [...passages, ...nearest, ...filtered].map(({ passageId }) => passageId)
    return JSON.stringify([
      documents.map(({ documentId }) => documentId),
      filtered.map(({ passageId }) => passageId),
      await archive.passages([...found, ...passageIds]),
      await archive.document('default', 'a'),
      await archive.documents('default', { limit: 10, order: 'newest' }),
      await archive.passagesOfDocument('default', 'a'),
      [...(await archive.vectors(passageIds)).keys()],
      await archive.answer('ans_a'),
      await archive.conversation('c', 10),
      await archive.passagesToEmbed(10),
    ])
  }

  describe('a withdrawn document', () => {
    it('is in nothing that a reader gets, is listed with its reason, and comes back as it was', async () => {
      const { archive } = probe
      await put('a', SECRET)
      await put('b', KEPT)
      await archive.putAnswer(quoting(SECRET, 'a'))
      const ids = (await archive.passagesOfDocument('default', 'a')).map(({ id }) => id)
      const before = await everythingReadable(ids)
      expect(before).toContain('whale')
      expect(await archive.withdrawDocument('default', 'a', 'asked for by its source')).toBe(true)
      for (const opened of [false, true]) {
        if (opened) await probe.reopen()
        const left = await everythingReadable(ids)
        expect(left).not.toMatch(/whale|title a|\[1\]/)
        expect(left).toContain('ferry')
        expect(await probe.archive.collection('default')).toMatchObject({ documents: 1, passages: 1 })
        expect(await probe.archive.vectorIndexes()).toMatchObject([{ count: 1, missing: 0 }])
      }
      const listed = await probe.archive.documents('default', {
        limit: 10,
        order: 'newest',
        state: 'withdrawn',
      })
      expect(listed.documents).toMatchObject([{ id: 'a', withdrawn: { reason: 'asked for by its source' } }])
      expect(await probe.archive.restoreDocument('default', await termsOf('a'))).toBe(true)
      expect(await everythingReadable(ids)).toBe(before)
      await probe.reopen()
      expect(await everythingReadable(ids)).toBe(before)
      expect(await probe.archive.collection('default')).toMatchObject({ documents: 2, passages: 2 })
    })

    it('stays withdrawn when its source sends it again, and comes back as it was sent last', async () => {
      await put('a', SECRET)
      await probe.archive.withdrawDocument('default', 'a', null)
      const stale = await termsOf('a')
      await put('a', 'the whale lighthouse was sold')
      expect(await probe.nearest('the whale lighthouse was sold')).toEqual([])
      expect(await probe.keywordIds(word('whale'))).toEqual([])
      expect(await probe.archive.collection('default')).toMatchObject({ documents: 0, passages: 0 })
      expect(await probe.archive.restoreDocument('default', stale)).toBe(false)
      expect(await probe.archive.restoreDocument('default', await termsOf('a'))).toBe(true)
      expect(await probe.keywordIds(word('sold'))).toEqual(['a'])
      expect(await probe.nearest('the whale lighthouse was sold')).toMatchObject([{ documentId: 'a' }])
    })

    it('can be withdrawn twice, is not there to be restored twice, and is deleted for good', async () => {
      await put('a', SECRET)
      expect(await probe.archive.withdrawDocument('default', 'none', null)).toBe(false)
      expect(await probe.archive.withdrawDocument('default', 'a', 'first')).toBe(true)
      expect(await probe.archive.withdrawDocument('default', 'a', 'second')).toBe(true)
      const terms = await termsOf('a')
      expect(await probe.archive.restoreDocument('default', terms)).toBe(true)
      expect(await probe.archive.restoreDocument('default', terms)).toBe(false)
      await probe.archive.withdrawDocument('default', 'a', null)
      expect(await probe.archive.deleteDocument('default', 'a', { keepWithdrawn: true })).toBe(false)
      expect(await probe.archive.indexes.document('default', 'a')).toMatchObject({ isWithdrawn: true })
      expect(await probe.archive.deleteDocument('default', 'a')).toBe(true)
      expect(await probe.archive.indexes.document('default', 'a')).toBeUndefined()
      expect(await probe.archive.collection('default')).toMatchObject({ documents: 0, passages: 0 })
    })

    it('has its terms made anew like any other, once it is back', async () => {
      await put('a', SECRET)
      const terms = await termsOf('a')
      const passages = terms.passages.map(passage => ({ ...passage, words: 'entirely other words' }))
      await probe.archive.indexes.putTerms('default', [{ ...terms, passages }])
      expect(await probe.keywordIds(word('whale'))).toEqual([])
      expect(await probe.keywordIds(word('entirely'))).toEqual(['a'])
      await probe.archive.indexes.putTerms('default', [{ ...terms, version: 7 }])
      expect(await probe.keywordIds(word('entirely'))).toEqual(['a'])
    })
  })
}
