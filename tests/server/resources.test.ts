import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../core/errors.js'
import { eventsOf, expectProblem, expectShape } from './conformance.js'
import { begin, startTestServer, type TestServer } from './test-server.js'

let server: TestServer
beforeEach(async () => {
  server = await startTestServer({ jobPollMs: 5 })
})
afterEach(() => server.close())

const documents = '/v1/collections/default/documents'
const library = {
  id: '云湾/图书馆?2025#1',
  title: '图书馆开放',
  text: '图书馆周一闭馆。',
  url: 'https://yunwan.example/1',
  published_at: '2025-03-01T08:00:00+08:00',
  author: '记者 林一',
  tags: ['文化'],
  language: 'zh-CN',
}
const add = (...given: object[]) => server.send(documents, { body: { documents: given } })

describe('collections', () => {
  it('are created with 201, renamed with 200, listed, shown and removed with 204', async () => {
    const created = await server.send('/v1/collections/news', { method: 'PUT', body: { name: '新闻' } })
    expect(expectShape(created, 201, 'Collection')).toMatchObject({ id: 'news', name: '新闻' })
    const renamed = await server.send('/v1/collections/news', { method: 'PUT', body: { name: '要闻' } })
    expect(expectShape(renamed, 200, 'Collection')).toMatchObject({ name: '要闻' })
    const list = expectShape(await server.send('/v1/collections'), 200, 'CollectionList')
    expect(list['collections']).toMatchObject([{ id: 'default' }, { id: 'news' }])
    expectShape(await server.send('/v1/collections/news'), 200, 'Collection')
    const removed = await server.send('/v1/collections/news', { method: 'DELETE' })
    expect([removed.status, removed.text]).toEqual([204, ''])
    expectProblem(await server.send('/v1/collections/news'), 404, 'collection_not_found')
  })

  it('have settings, which are shown, replaced and reset', async () => {
    const path = '/v1/collections/default/settings'
    const none = { synonyms: [], words: [], min_confidence: null, reranker: null }
    expect(expectShape(await server.send(path), 200, 'CollectionSettings')).toEqual(none)
    const set = { ...none, synonyms: [['电动车', '电瓶车']], words: ['云湾通'], min_confidence: 0.4 }
    const put = await server.send(path, { method: 'PUT', body: { ...set, words: ['云湾通'] } })
    expect(expectShape(put, 200, 'CollectionSettings')).toEqual(set)
    expect(expectShape(await server.send(path), 200, 'CollectionSettings')).toEqual(set)
    const reset = await server.send(path, { method: 'PUT', body: {} })
    expect(expectShape(reset, 200, 'CollectionSettings')).toEqual(none)
    expectProblem(await server.send('/v1/collections/none/settings'), 404, 'collection_not_found')
  })

  it.each([
    ['a group of one', { synonyms: [['电动车']] }],
    ['an expression of marks only', { synonyms: [['电动车', '——']] }],
    ['an empty word', { words: [''] }],
    ['a word of 65 characters', { words: ['词'.repeat(65)] }],
    ['too many words', { words: Array.from({ length: 2001 }, (_, index) => `w${index}`) }],
    ['a share above 1', { min_confidence: 1.5 }],
    ['an unknown reranker', { reranker: 'http://10.0.0.1/' }],
    ['an unknown field', { synonym: [] }],
  ])('refuse settings with %s', async (_, body) => {
    const reply = await server.send('/v1/collections/default/settings', { method: 'PUT', body })
    expectProblem(reply, 400, 'invalid_request')
  })

  it('are created without a body too', async () => {
    expectShape(await server.send('/v1/collections/bare', { method: 'PUT' }), 201, 'Collection')
  })
})

describe('documents', () => {
  it('are kept, shown with their text under any id, and removed', async () => {
    const kept = expectShape(await add(library), 200, 'UpsertedDocuments')
    expect(kept['documents']).toEqual([{ id: library.id, status: 'created', passages: 1 }])
    const path = `${documents}/${encodeURIComponent(library.id)}`
    const shown = expectShape(await server.send(path), 200, 'Document')
    expect(shown).toMatchObject({ ...library, published_at: '2025-03-01T00:00:00Z', version: 1 })
    expect((await server.send(path, { method: 'DELETE' })).status).toBe(204)
    expectProblem(await server.send(path), 404, 'document_not_found')
  })

  it('are found under their id in either spelling of an accent', async () => {
    await add({ id: 'cafe\u0301 1', title: 'a', text: 'b' })
    const path = (id: string) => `${documents}/${encodeURIComponent(id)}`
    expectShape(await server.send(path('caf\u00e9 1')), 200, 'Document')
    expectShape(await server.send(path('cafe\u0301 1')), 200, 'Document')
  })

  it('get an id when they have none', async () => {
    const kept = expectShape(await add({ title: 'a', text: 'b' }), 200, 'UpsertedDocuments')
    expect(kept['documents']).toMatchObject([{ status: 'created' }])
  })

  it('are listed page by page, without texts', async () => {
    await add(...Array.from({ length: 5 }, (_, n) => ({ id: `d${n}`, title: 't', text: 'x' })))
    const seen: unknown[] = []
    let query = '?limit=2'
    for (let pages = 0; pages < 3; pages++) {
      const page = expectShape(await server.send(documents + query), 200, 'DocumentPage')
      seen.push(...(page['documents'] as { id: string }[]).map(({ id }) => id))
      query = `?limit=2&cursor=${String(page['next_cursor'])}`
    }
    expect(seen).toEqual(['d0', 'd1', 'd2', 'd3', 'd4'])
    expect(query).toBe('?limit=2&cursor=null')
  })
})

describe('search', () => {
  it('answers hits in the shape of the contract', async () => {
    await add(library)
    const found = expectShape(
      await server.send('/v1/search', {
        body: { query: '图书馆', collections: ['default'], mode: 'keyword' },
      }),
      200,
      'SearchResult',
    )
    expect(found['hits']).toMatchObject([{ document_id: library.id, highlights: [[0, 3]], start: 0, end: 8 }])
  })
})

describe('answers', () => {
  const ask = (headers: Record<string, string> = {}) =>
    server.send('/v1/answers', { body: { question: '图书馆', conversation_id: 'con_9' }, headers })

  it('come as one object', async () => {
    await add(library)
    const answer = expectShape(await ask(), 200, 'Answer')
    expect(answer).toMatchObject({ answered: true, conversation_id: 'con_9', refusal: null })
    expectShape(await server.send(`/v1/answers/${String(answer['id'])}`), 200, 'Answer')
  })

  it('refuse with 200 and the reason', async () => {
    expect(expectShape(await ask(), 200, 'Answer')).toMatchObject({
      answered: false,
      refusal: { code: 'not_in_archive' },
    })
  })

  it('stream sources, blocks and the whole answer last', async () => {
    await add(library)
    const streamed = await ask({ accept: 'text/event-stream' })
    expect(streamed.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    const events = eventsOf(streamed.text)
    expect(events.map(({ event }) => event)).toEqual(['sources', 'block', 'answer'])
    const [sources, block, answer] = events.map(({ data }) => data)
    expect(sources?.['sources']).toEqual(answer?.['sources'])
    expect([block]).toEqual([{ index: 0, ...(answer?.['blocks'] as object[])[0] }])
    const stored = await server.send(`/v1/answers/${String(answer?.['id'])}`)
    expect(stored.json()).toEqual({ ...answer, created_at: '2025-03-02T01:30:00Z' })
  })

  it('take JSON when a caller takes both, and the stream when it prefers it', async () => {
    await add(library)
    expectShape(await ask({ accept: '*/*' }), 200, 'Answer')
    expectShape(await ask({ accept: 'application/json, text/event-stream;q=0.5' }), 200, 'Answer')
    const streamed = await ask({ accept: 'application/json;q=0.5, text/event-stream' })
    expect(streamed.headers['content-type']).toContain('text/event-stream')
  })

  it('keep feedback and are forgotten with their conversation', async () => {
    await add(library)
    const { id } = (await ask()).json() as { id: string }
    const given = { body: { rating: 'up', comment: '有用\0' } }
    expect((await server.send(`/v1/answers/${id}/feedback`, given)).status).toBe(204)
    expect(server.rooms.feedback.get(id)).toEqual({ rating: 'up', comment: '有用' })
    expect((await server.send('/v1/conversations/con_9', { method: 'DELETE' })).status).toBe(204)
    expect((await server.send('/v1/conversations/con_9', { method: 'DELETE' })).status).toBe(204)
    expectProblem(await server.send(`/v1/answers/${id}`), 404, 'answer_not_found')
  })
})

describe('jobs', () => {
  const events = { headers: { accept: 'text/event-stream' } }

  it('are listed, shown with rate and remaining time, and cancelled once', async () => {
    const { archive } = server.rooms
    const job = await archive.createJob('reindex', 100)
    await archive.updateJob(job.id, { state: 'running', done: 50 })
    const shown = expectShape(await server.send(`/v1/jobs/${job.id}`), 200, 'Job')
    expect(shown).toMatchObject({ state: 'running', documents_per_second: 5, eta_seconds: 10 })
    expect(expectShape(await server.send('/v1/jobs'), 200, 'JobList')['jobs']).toEqual([shown])
    const cancel = () => server.send(`/v1/jobs/${job.id}/cancel`, { method: 'POST' })
    expect(expectShape(await cancel(), 200, 'Job')).toMatchObject({ state: 'cancelled', eta_seconds: null })
    expectProblem(await cancel(), 409, 'job_not_retryable')
  })

  it.each(['queued', 'running', 'done', 'failed', 'cancelled'] as const)(
    'that are %s cannot be retried, and say so',
    async state => {
      const job = await server.rooms.archive.createJob('import', 10)
      await server.rooms.archive.updateJob(job.id, { state, failed: 1 })
      expectProblem(
        await server.send(`/v1/jobs/${job.id}/retry`, { method: 'POST' }),
        409,
        'job_not_retryable',
      )
    },
  )

  it('of an import say what to do instead of a retry', async () => {
    const job = await server.rooms.archive.createJob('import', 10)
    await server.rooms.archive.updateJob(job.id, { state: 'done', failed: 1 })
    const refused = expectProblem(
      await server.send(`/v1/jobs/${job.id}/retry`, { method: 'POST' }),
      409,
      'job_not_retryable',
    )
    expect(refused['detail']).toContain('Run the command again')
  })

  it('are followed to their end', async () => {
    const { archive } = server.rooms
    const job = await archive.createJob('reindex', 2)
    const following = await begin(server.port, `/v1/jobs/${job.id}`, events)
    await archive.updateJob(job.id, { state: 'running', done: 1 })
    await archive.updateJob(job.id, { state: 'done', done: 2 })
    const followed = eventsOf(await following.text)
    expect(followed.every(({ event }) => event === 'job')).toBe(true)
    expect(followed.at(-1)?.data).toMatchObject({ state: 'done', done: 2 })
  })

  it('that do not exist answer 404 to a follower too', async () => {
    expectProblem(await server.send('/v1/jobs/none', events), 404, 'job_not_found')
  })

  it('end for a follower when the server stops', async () => {
    const job = await server.rooms.archive.createJob('reindex', 2)
    const following = await begin(server.port, `/v1/jobs/${job.id}`, events)
    server.stopping.abort(new AppError('shutting_down', 'The server is stopping.'))
    const last = eventsOf(await following.text).at(-1)
    expect(last).toMatchObject({ event: 'error', data: { code: 'shutting_down', status: 503 } })
  })
})

describe('readiness', () => {
  it('is 200 with what is served', async () => {
    expect(expectShape(await server.send('/readyz'), 200, 'Readiness')).toMatchObject({
      embedding_model: 'fake@1',
      collections: 1,
    })
    expectShape(await server.send('/healthz'), 200, 'Health')
  })

  it('is 503 while something is prepared that belongs to it, and says what', async () => {
    let preparing: string | undefined = 'the samples are being loaded'
    const starting = await startTestServer({ preparing: () => preparing })
    const problem = expectProblem(await starting.send('/readyz'), 503, 'not_ready')
    expect(problem['detail']).toContain('the samples are being loaded')
    expectShape(await starting.send('/healthz'), 200, 'Health')
    preparing = undefined
    expectShape(await starting.send('/readyz'), 200, 'Readiness')
    await starting.close()
  })

  it('is 503 with the part that fails', async () => {
    server.rooms.embedder.embed = () => Promise.reject(new Error('secret: /home/model.onnx'))
    const problem = expectProblem(await server.send('/readyz'), 503, 'not_ready')
    expect(problem['detail']).toContain('the embedding model does not run')
    expect(JSON.stringify(problem)).not.toContain('secret')
  })
})
