import { describe, expect, it } from 'vitest'
import { MAX_EVALUATIONS } from '../../store/evaluations.js'
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
        owner: 'key_a',
        collections: ['default'],
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
  describe('records of an owner, over collections', () => {
    const putAnswer = (id: string, owner: string, collections: readonly string[] | null) =>
      probe.archive.putAnswer({
        id,
        createdAt: '2024-01-01T00:00:00Z',
        conversationId: 'shared',
        question: id,
        owner,
        collections,
        body: {},
        trace: {},
      })
    const SCOPES = [
      ['everybody', {}, ['a-news', 'a-both', 'a-any', 'a-none', 'b-news']],
      ['an owner', { owner: 'key_a' }, ['a-news', 'a-both', 'a-any', 'a-none']],
      ['an owner, one collection', { owner: 'key_a', collections: ['news'] }, ['a-news', 'a-none']],
      ['an owner, both', { owner: 'key_a', collections: ['law', 'news'] }, ['a-news', 'a-both', 'a-none']],
      ['another collection', { collections: ['law'] }, ['a-none']],
      ['no collection', { owner: 'key_b', collections: [] }, []],
      ['a stranger', { owner: "key_a' OR 1" }, []],
    ] as const

    it.each(SCOPES)('finds the answers in scope of %s, and no other', async (_name, scope, expected) => {
      await putAnswer('a-news', 'key_a', ['news'])
      await putAnswer('a-both', 'key_a', ['news', 'law'])
      await putAnswer('a-any', 'key_a', null)
      await putAnswer('a-none', 'key_a', [])
      await putAnswer('b-news', 'key_b', ['news'])
      const ids = ['a-news', 'a-both', 'a-any', 'a-none', 'b-news']
      const { archive } = probe
      const found = await Promise.all(ids.map(id => archive.answer(id, scope)))
      expect(found.flatMap(record => record?.id ?? [])).toEqual(expected)
      const turns = await archive.conversation('shared', 10, scope)
      expect(turns.map(({ id }) => id).sort()).toEqual([...expected].sort())
      const listed = await archive.answers({ limit: 10, scope })
      expect(listed.answers.map(({ id }) => id).sort()).toEqual([...expected].sort())
      const up = { rating: 'up', comment: null } as const
      const rated = await Promise.all(ids.map(id => archive.putFeedback(id, up, scope)))
      expect(ids.filter((_, index) => rated[index])).toEqual(expected)
      expect(await archive.deleteConversation('shared', scope)).toBe(expected.length > 0)
      const left = await archive.conversation('shared', 10)
      expect(left.map(({ id }) => id).sort()).toEqual(
        ids.filter(id => !expected.some(gone => gone === id)).sort(),
      )
    })

    it('lists answers newest first, page by page, by how they ended and what was thought of them', async () => {
      const { archive } = probe
      for (const [index, id] of ['one', 'two', 'three', 'four'].entries()) {
        await archive.putAnswer({
          ...{
            id,
            createdAt: `2024-01-0${index < 2 ? 1 : index}T00:00:00Z`,
            conversationId: null,
            question: id,
          },
          ...{ owner: 'key_a', collections: ['news'], trace: null },
          body: { answered: index % 2 === 0, confidence: 0.5, mode: 'extractive' },
        })
      }
      await archive.putFeedback('one', { rating: 'down', comment: '旧了' })
      await archive.putFeedback('two', { rating: 'down', comment: null })
      await archive.putFeedback('two', { rating: 'up', comment: null })
      const idsOf = async (query: object) => {
        const ids: string[] = []
        let cursor: string | undefined
        do {
          const page = await archive.answers({ limit: 1, ...query, cursor })
          ids.push(...page.answers.map(({ id }) => id))
          cursor = page.nextCursor ?? undefined
        } while (cursor !== undefined)
        return ids
      }
      expect(await idsOf({})).toEqual(['four', 'three', 'two', 'one'])
      expect(await idsOf({ answered: true })).toEqual(['three', 'one'])
      expect(await idsOf({ answered: false })).toEqual(['four', 'two'])
      expect(await idsOf({ rating: 'down' })).toEqual(['one'])
      const { answers } = await archive.answers({ limit: 1, rating: 'down' })
      expect(answers[0]).toMatchObject({ answered: true, confidence: 0.5, feedback: { comment: '旧了' } })
      await expect(archive.answers({ limit: 1, cursor: 'x' })).rejects.toMatchObject({
        code: 'invalid_cursor',
      })
    })

    it('finds the jobs in scope, whoever began them, and counts only those against the limit', async () => {
      const news = await probe.archive.createJob('import', 1, { owner: 'key_a', collections: ['news'] })
      const law = await probe.archive.createJob('import', 1, { owner: 'key_b', collections: ['law'] })
      const all = await probe.archive.createJob('reindex', 1)
      expect(news).toMatchObject({ owner: 'key_a', collections: ['news'] })
      expect(all).toMatchObject({ owner: 'loopback', collections: null })
      expect(await probe.archive.jobs(1, { collections: ['news'] })).toEqual([news])
      expect(await probe.archive.jobs(9)).toEqual([all, law, news])
      expect(await probe.archive.job(law.id, { collections: ['news'] })).toBeUndefined()
      expect(await probe.archive.job(all.id, { collections: ['news', 'law'] })).toBeUndefined()
      expect(await probe.archive.job(law.id, { collections: ['news', 'law'] })).toEqual(law)
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
        owner: 'key_a',
        collections: null,
        body: {},
        trace: {},
      })
      await probe.archive.putAnswer(record('one', '2024-01-01T00:00:00Z', 'c'))
      await probe.archive.putAnswer(record('two', '2024-01-02T00:00:00Z', 'c'))
      await probe.archive.putAnswer(record('lone', '2023-01-01T00:00:00Z', null))
      const kept = await probe.archive.answersById(['two', 'none', 'one'])
      expect(kept.map(({ id }) => id)).toEqual(['two', 'one'])
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

  describe('measured runs', () => {
    const run = (id: string, collections: readonly string[] | null) => ({
      id,
      createdAt: '2025-01-01T00:00:00Z',
      owner: 'loopback',
      collections,
      name: `name of ${id}`,
      summary: { questions: 1 },
      questions: [{ id: 'q', text: '问' }],
    })

    it('are kept with their questions, listed without, newest first, and forgotten', async () => {
      const { evaluations } = probe.archive
      for (const id of ['one', 'two']) await evaluations.put(run(id, null))
      const { questions, ...head } = run('two', null)
      expect(await evaluations.list(1)).toEqual([head])
      expect(await evaluations.get('two')).toEqual({ ...head, questions })
      expect(await evaluations.remove('two')).toBe(true)
      expect(await evaluations.remove('two')).toBe(false)
      expect(await evaluations.get('two')).toBeUndefined()
      await probe.reopen()
      expect((await probe.archive.evaluations.list(10)).map(({ id }) => id)).toEqual(['one'])
    })

    it('are out of sight for who may not read all of their collections', async () => {
      const { evaluations } = probe.archive
      await evaluations.put(run('all', null))
      await evaluations.put(run('news', ['news']))
      await evaluations.put(run('both', ['news', 'secret']))
      const scope = { collections: ['news', 'other'] }
      expect((await evaluations.list(10, scope)).map(({ id }) => id)).toEqual(['news'])
      for (const id of ['all', 'both']) {
        expect(await evaluations.get(id, scope)).toBeUndefined()
        expect(await evaluations.remove(id, scope)).toBe(false)
        expect(await evaluations.get(id)).toBeDefined()
      }
    })

    it('are bounded in number: the oldest goes', async () => {
      const { evaluations } = probe.archive
      for (let index = 0; index <= MAX_EVALUATIONS; index++) await evaluations.put(run(`run-${index}`, null))
      expect(await evaluations.get('run-0')).toBeUndefined()
      expect((await evaluations.list(1000)).map(({ id }) => id).at(-1)).toBe('run-1')
    })
  })
}
