import { describe, expect, it } from 'vitest'
import { vectorOf } from '../store/prepared-documents.js'
import { bigram, DIMENSIONS, document, inDefault, word, type ArchiveProbe } from './archive-probe.js'

/** What an archive promises of documents. */
export function documentsContract(probe: ArchiveProbe): void {
  describe('documents', () => {
    it('gives back exactly what was put, with offsets in UTF-16 code units', async () => {
      const texts = ['第一段，😀 表情。\n', 'second 𠮷 part.', '尾']
      await probe.archive.putDocuments('default', [
        document('a', texts, { publishedAt: '2024-05-01T08:00:00+08:00', tags: ['通知', 'x'] }),
      ])
      const stored = await probe.archive.document('default', 'a')
      expect(stored).toMatchObject({
        collection: 'default',
        id: 'a',
        text: texts.join(''),
        version: 1,
        passages: 3,
        publishedAt: '2024-05-01T08:00:00+08:00',
        tags: ['通知', 'x'],
      })
      const passages = await probe.archive.passagesOfDocument('default', 'a')
      expect(passages.map(({ text }) => text)).toEqual(texts)
      expect(passages.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2])
      for (const { start, end, text } of passages) expect(stored?.text.slice(start, end)).toBe(text)
    })

    it('finds each passage by its word, its bigram, its title and its own vector', async () => {
      await probe.archive.putDocuments('default', [
        document('a', ['harbour ferry ', '北京天气'], { title: 'timetable' }),
        document('b', ['mountain rail ', '上海交通'], { title: 'prices' }),
      ])
      expect(await probe.keywordIds(word('ferry'))).toEqual(['a'])
      expect(await probe.keywordIds(bigram('上海'))).toEqual(['b'])
      expect(await probe.keywordIds(word('timetable'))).toEqual(['a', 'a'])
      expect(await probe.nearest('上海交通')).toMatchObject([{ documentId: 'b', text: '上海交通' }])
    })

    it('replaces an updated document everywhere and counts its versions', async () => {
      await probe.archive.putDocuments('default', [document('a', ['before one ', 'before two'])])
      const old = await probe.archive.passagesOfDocument('default', 'a')
      const updated = await probe.archive.putDocuments('default', [document('a', ['after all'])])
      expect(updated).toEqual([{ id: 'a', status: 'updated', passages: 1 }])
      expect(await probe.archive.document('default', 'a')).toMatchObject({
        text: 'after all',
        version: 2,
        passages: 1,
      })
      expect(await probe.keywordIds(word('before'))).toEqual([])
      expect(await probe.keywordIds(word('after'))).toEqual(['a'])
      expect(await probe.nearest('before one', 9)).toMatchObject([{ text: 'after all' }])
      expect(await probe.archive.passages(old.map(({ id }) => id))).toEqual([])
      expect(await probe.archive.collection('default')).toMatchObject({ documents: 1, passages: 1 })
    })

    it('lets the later of two documents with one id win', async () => {
      await probe.archive.putDocuments('default', [
        document('a', ['early']),
        document('b', ['other']),
        document('a', ['late']),
      ])
      expect(await probe.archive.document('default', 'a')).toMatchObject({ text: 'late', version: 1 })
      expect(await probe.archive.collection('default')).toMatchObject({ documents: 2, passages: 2 })
    })

    it('leaves nothing of a deleted document to be found', async () => {
      await probe.archive.putDocuments('default', [
        document('a', ['secret words'], { tags: ['t'] }),
        document('b', ['other']),
      ])
      const ids = (await probe.archive.passagesOfDocument('default', 'a')).map(({ id }) => id)
      expect(await probe.archive.deleteDocument('default', 'a')).toBe(true)
      expect(await probe.archive.deleteDocument('default', 'a')).toBe(false)
      expect(await probe.archive.document('default', 'a')).toBeUndefined()
      expect(await probe.archive.passages(ids)).toEqual([])
      expect((await probe.archive.vectors(ids)).size).toBe(0)
      expect(await probe.keywordIds(word('secret'))).toEqual([])
      expect(
        (await probe.archive.searchKeyword({ ...inDefault, terms: [word('secret')] })).documents,
      ).toEqual([])
      expect(await probe.nearest('secret words', 9)).toMatchObject([{ documentId: 'b' }])
      expect(await probe.archive.termStatistics(['default'], [word('secret')])).toEqual({
        passages: 1,
        documents: 1,
        passageFrequency: [0],
      })
    })

    it('never gives a passage the id of one that is gone', async () => {
      await probe.archive.putDocuments('default', [document('a', ['one'])])
      const [first] = await probe.archive.passagesOfDocument('default', 'a')
      await probe.archive.deleteDocument('default', 'a')
      await probe.reopen()
      await probe.archive.putDocuments('default', [document('b', ['two'])])
      const [second] = await probe.archive.passagesOfDocument('default', 'b')
      expect(second?.id).toBeGreaterThan(first?.id ?? Infinity)
    })

    it('tells content hash and passages of those that exist', async () => {
      await probe.archive.putDocuments('default', [document('a', ['x', 'y'], { contentHash: 'h1' })])
      expect(await probe.archive.contentStates('default', ['a', 'missing'])).toEqual(
        new Map([['a', { contentHash: 'h1', passages: 2, isWithdrawn: false }]]),
      )
    })

    it('refuses what no caller without a defect sends, and keeps nothing of it', async () => {
      const good = document('a', ['ab', 'cd'])
      const [first, second] = good.passages
      if (!first || !second) throw new Error('two passages expected')
      const wrong = (change: object) => ({ ...good, passages: [{ ...first, ...change }, second] })
      for (const bad of [
        { ...good, text: 'abcde' },
        wrong({ start: 1 }),
        {
          ...document('s', ['😀']),
          passages: [
            { ...first, start: 0, end: 1 },
            { ...second, start: 1, end: 2 },
          ],
        },
        wrong({ vector: vectorOf('x', DIMENSIONS + 1) }),
        wrong({ vector: new Float32Array(DIMENSIONS).fill(NaN) }),
        wrong({ vector: new Float32Array(DIMENSIONS) }),
        { ...good, publishedAt: 'yesterday' },
      ])
        await expect(probe.archive.putDocuments('default', [document('ok', ['fine']), bad])).rejects.toThrow(
          RangeError,
        )
      expect(await probe.archive.collection('default')).toMatchObject({ documents: 0, passages: 0 })
    })

    it('pages through all of them once, newest or oldest first', async () => {
      const days = ['2024-01-03', '2024-01-01', '2024-01-02', '2024-01-02']
      await probe.archive.putDocuments(
        'default',
        days.map((day, index) => document(`d${index}`, [`text ${index}`], { publishedAt: day })),
      )
      for (const [order, expected] of [
        ['newest', ['d0', 'd3', 'd2', 'd1']],
        ['oldest', ['d1', 'd2', 'd3', 'd0']],
      ] as const) {
        const seen: string[] = []
        let cursor: string | undefined
        do {
          const page = await probe.archive.documents('default', { limit: 1, order, cursor })
          seen.push(...page.documents.map(({ id }) => id))
          cursor = page.nextCursor ?? undefined
        } while (cursor !== undefined)
        expect(seen).toEqual(expected)
      }
      const within = (publishedAfter?: string, publishedBefore?: string) =>
        probe.archive.documents('default', { limit: 9, order: 'oldest', publishedAfter, publishedBefore })
      const idsWithin = async (...bounds: Parameters<typeof within>) =>
        (await within(...bounds)).documents.map(({ id }) => id)
      expect(await idsWithin('2024-01-02T00:00:00Z', '2024-01-03T00:00:00Z')).toEqual(['d2', 'd3'])
      expect(await idsWithin('2024-01-03T00:00:00Z')).toEqual(['d0'])
      expect(await idsWithin(undefined, '2024-01-02T00:00:00Z')).toEqual(['d1'])
      for (const cursor of ['nonsense', 'WzEsMl0', ''])
        await expect(
          probe.archive.documents('default', { limit: 1, order: 'newest', cursor }),
        ).rejects.toMatchObject({ code: 'invalid_cursor' })
    })
  })
}
