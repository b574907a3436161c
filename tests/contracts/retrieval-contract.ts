import { beforeEach, describe, expect, it } from 'vitest'
import { vectorOf } from '../store/prepared-documents.js'
import { bigram, DIMENSIONS, document, inDefault, word, type ArchiveProbe } from './archive-probe.js'

/** What a query language would read as syntax, and what no tokeniser should send. */
const HOSTILE_TERMS = [
  ...['"', '""', 'a" OR "b', 'NEAR(', '*', '^', '\0', '-', 'words:', '(', '', ' '],
  ...['\ud800', '𠮷', 'x'.repeat(10_000)],
]

/** What an archive promises of its two arms. */
export function retrievalContract(probe: ArchiveProbe): void {
  describe('retrieval', () => {
    beforeEach(() =>
      probe.archive.putDocuments('default', [
        document('old', ['river report alpha'], { publishedAt: '2020-06-01', tags: ['water'] }),
        document('new', ['river report beta'], { publishedAt: '2024-06-01', tags: ['water', 'city'] }),
        document('undated', ['river report gamma'], { tags: ['city'] }),
      ]),
    )

    it.each([
      ['publishedAfter is inclusive', { publishedAfter: '2024-06-01T00:00:00Z' }, ['new']],
      ['publishedBefore is exclusive', { publishedBefore: '2024-06-01T00:00:00Z' }, ['old']],
      ['both bounds', { publishedAfter: '2019-01-01', publishedBefore: '2025-01-01' }, ['new', 'old']],
      ['every tag is needed', { tags: ['water', 'city'] }, ['new']],
      ['document ids', { documentIds: ['undated', 'old', 'none'] }, ['old', 'undated']],
      ['nothing qualifies', { documentIds: ['none'] }, []],
      ['no restriction', {}, ['new', 'old', 'undated']],
    ])('filters inside both arms: %s', async (_name, filter, expected) => {
      const byKeyword = await probe.archive.searchKeyword({
        ...inDefault,
        terms: [word('river'), word('report')],
        filter,
      })
      const byVector = await probe.archive.searchVector({
        ...inDefault,
        vector: vectorOf('any', DIMENSIONS),
        filter,
      })
      const ids = async (scores: readonly { passageId: number }[]) =>
        (await probe.archive.passages(scores.map(({ passageId }) => passageId)))
          .map(({ documentId }) => documentId)
          .sort()
      expect(await ids(byKeyword.passages)).toEqual(expected)
      expect(byKeyword.documents.map(({ documentId }) => documentId).sort()).toEqual(expected)
      expect(await ids(byVector)).toEqual(expected)
    })

    it('ranks by BM25, best first, and gives cosines', async () => {
      const { passages, documents } = await probe.archive.searchKeyword({
        ...inDefault,
        terms: [word('river'), word('beta')],
      })
      expect(documents[0]).toMatchObject({ documentId: 'new', collection: 'default' })
      const scores = passages.map(({ score }) => score)
      expect(scores).toEqual(scores.toSorted((one, other) => other - one))
      const cosines = await probe.archive.searchVector({
        ...inDefault,
        vector: vectorOf('river report beta', DIMENSIONS),
      })
      expect(cosines[0]?.score).toBeCloseTo(1, 5)
    })

    it('searches several collections at once and only those asked', async () => {
      await probe.archive.putCollection('second')
      await probe.archive.putDocuments('second', [document('other', ['river elsewhere'])])
      const terms = [word('river')]
      const found = async (collections: string[]) =>
        (await probe.archive.searchKeyword({ collections, terms, limit: 10 })).documents.map(
          ({ documentId }) => documentId,
        )
      expect(await found(['second'])).toEqual(['other'])
      expect(await found(['default', 'second'])).toHaveLength(4)
      const vector = vectorOf('river elsewhere', DIMENSIONS)
      const [best] = await probe.archive.searchVector({
        collections: ['default', 'second'],
        vector,
        limit: 1,
      })
      const owners = await probe.archive.passages([best?.passageId ?? 0])
      expect(owners).toMatchObject([{ collection: 'second', documentId: 'other' }])
      const statistics = await probe.archive.termStatistics(
        ['default', 'second'],
        [word('river'), bigram('river'), word('beta')],
      )
      expect(statistics).toEqual({ passages: 4, documents: 4, passageFrequency: [4, 0, 1] })
    })

    it('takes any term for what it says', async () => {
      for (const text of HOSTILE_TERMS) {
        const terms = [word(text), bigram(text)]
        expect((await probe.archive.searchKeyword({ ...inDefault, terms })).passages).toEqual([])
        expect(await probe.keywordIds(word(text), word('beta'))).toEqual(['new'])
        expect((await probe.archive.termStatistics(['default'], terms)).passageFrequency).toEqual([0, 0])
      }
    })

    it('gives passages and vectors in bulk, leaving out what is not there', async () => {
      const all = (
        await Promise.all(['old', 'new'].map(id => probe.archive.passagesOfDocument('default', id)))
      ).flat()
      const ids = all.map(({ id }) => id).reverse()
      expect((await probe.archive.passages([999_999, ...ids])).map(({ id }) => id)).toEqual(ids)
      const vectors = await probe.archive.vectors([999_999, ...ids])
      expect([...vectors.keys()].sort()).toEqual([...ids].sort())
      expect(vectors.get(ids[0] ?? 0)).toEqual(vectorOf('river report beta', DIMENSIONS))
    })
  })
}
