import { describe, expect, it } from 'vitest'
import { document, word, type ArchiveProbe } from './archive-probe.js'

/** What an archive promises of jobs and answers, and of being opened again. */
export function recordsContract(probe: ArchiveProbe): void {
  describe('after it was closed and opened again', () => {
    it('has everything', async () => {
      await probe.archive.putDocuments('default', [document('a', ['lasting words'])])
      const { id } = await probe.archive.createJob('ingest', 3)
      const job = await probe.archive.updateJob(id, { state: 'done', done: 3 })
      const answer = {
        id: 'ans_1',
        createdAt: '2024-01-01T00:00:00Z',
        conversationId: null,
        question: '问',
        body: { 甲: 1 },
        trace: [1],
      }
      await probe.archive.putAnswer(answer)
      await probe.reopen()
      expect(await probe.keywordIds(word('lasting'))).toEqual(['a'])
      expect(await probe.nearest('lasting words')).toMatchObject([{ documentId: 'a' }])
      expect(await probe.archive.job(job.id)).toEqual(job)
      expect(await probe.archive.answer('ans_1')).toEqual(answer)
    })
  })
  describe('jobs and answers', () => {
    it('ends at its opening what a process left under way', async () => {
      const { id } = await probe.archive.createJob('ingest', 5)
      await probe.archive.updateJob(id, { state: 'running', done: 2 })
      await probe.reopen()
      expect(await probe.archive.job(id)).toMatchObject({
        state: 'failed',
        done: 2,
        errors: [{ item: '*', code: 'internal_error' }],
      })
    })

    it('follows a job', async () => {
      const job = await probe.archive.createJob('ingest', null)
      expect(job).toMatchObject({
        kind: 'ingest',
        state: 'queued',
        done: 0,
        failed: 0,
        total: null,
        errors: [],
      })
      const errors = [{ item: 'x.txt', code: 'unreadable_document', detail: 'why' }]
      expect(
        await probe.archive.updateJob(job.id, { state: 'running', total: 5, done: 2, failed: 1, errors }),
      ).toMatchObject({ done: 2, total: 5, errors })
      expect(await probe.archive.updateJob(job.id, { done: 3 })).toMatchObject({
        state: 'running',
        done: 3,
        failed: 1,
        errors,
      })
      const second = await probe.archive.createJob('other', 1)
      expect((await probe.archive.jobs(10)).map(({ id }) => id)).toEqual([second.id, job.id])
      await expect(probe.archive.updateJob('none', { done: 1 })).rejects.toMatchObject({
        code: 'job_not_found',
      })
    })

    it('lets no job come back that is over, and tells whoever works on it', async () => {
      const { id } = await probe.archive.createJob('ingest', 3)
      await probe.archive.updateJob(id, { state: 'running', done: 1 })
      await probe.archive.updateJob(id, { state: 'cancelled' })
      expect(await probe.archive.updateJob(id, { done: 2 })).toMatchObject({ state: 'cancelled', done: 2 })
      expect(await probe.archive.updateJob(id, { state: 'done' })).toMatchObject({ state: 'cancelled' })
      // Of two ends that meet, the first one stands.
      const last = await probe.archive.createJob('ingest', 1)
      const ends = (['done', 'cancelled'] as const).map(state => probe.archive.updateJob(last.id, { state }))
      expect((await Promise.all(ends)).map(({ state }) => state)).toEqual(['done', 'done'])
    })

    it('keeps answers, conversations and feedback, and forgets them', async () => {
      const record = (id: string, createdAt: string, conversationId: string | null) => ({
        id,
        createdAt,
        conversationId,
        question: id,
        body: {},
        trace: {},
      })
      await probe.archive.putAnswer(record('one', '2024-01-01T00:00:00Z', 'c'))
      await probe.archive.putAnswer(record('two', '2024-01-02T00:00:00Z', 'c'))
      await probe.archive.putAnswer(record('lone', '2023-01-01T00:00:00Z', null))
      expect((await probe.archive.conversation('c', 1)).map(({ id }) => id)).toEqual(['two'])
      expect(await probe.archive.putFeedback('one', { rating: 'up', comment: null })).toBe(true)
      expect(await probe.archive.putFeedback('none', { rating: 'up', comment: null })).toBe(false)
      expect(await probe.archive.purgeAnswers('2023-06-01T00:00:00Z')).toBe(1)
      expect(await probe.archive.answer('lone')).toBeUndefined()
      expect(await probe.archive.deleteConversation('c')).toBe(true)
      expect(await probe.archive.deleteConversation('c')).toBe(false)
      expect(await probe.archive.answer('one')).toBeUndefined()
    })
  })
}
