import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer } from '../../answer/answer.js'
import { expectProblem, expectShape } from './conformance.js'
import { startTestServer, type TestServer } from './test-server.js'

const documents = '/v1/collections/default/documents'
const SECRET = '图书馆周一闭馆。'

let server: TestServer
let answer: Record<string, unknown>
beforeEach(async () => {
  server = await startTestServer()
  await put(SECRET)
  answer = (await server.send('/v1/answers', { body: { question: '图书馆' } })).json()
})
afterEach(() => server.close())

const put = (text: string) =>
  server.send(documents, {
    body: { documents: [{ id: 'a', title: '闭馆通知', text, url: 'https://yunwan.example/a' }] },
  })
const stored = async () =>
  expectShape(await server.send(`/v1/answers/${String(answer['id'])}`), 200, 'Answer')

describe('a stored answer', () => {
  it('is shown as it was given while its documents hold what it quotes', async () => {
    expect(await stored()).toEqual({ ...answer, created_at: '2025-03-02T01:30:00Z' })
  })

  it('shows nothing of a document that was removed', async () => {
    await server.send(`${documents}/a`, { method: 'DELETE' })
    const shown = await stored()
    expect(shown['blocks']).toMatchObject([
      { text: '', citations: [{ source: 1, withdrawn: true, title: '' }] },
    ])
    expect(shown['blocks']).not.toHaveProperty('0.citations.0.quote')
    expect(shown['text']).toBe('')
    expect(JSON.stringify(shown)).not.toMatch(/周一闭馆|闭馆通知|yunwan\.example/)
  })

  it('shows no quote of a document that was changed, and its title of now', async () => {
    await put('图书馆每天开放。')
    const shown = await stored()
    expect(shown['blocks']).toMatchObject([{ text: '', citations: [{ withdrawn: true, title: '闭馆通知' }] }])
    expect(JSON.stringify(shown)).not.toContain('周一闭馆')
  })

  it('shows nothing of a collection that was removed', async () => {
    await server.send('/v1/collections/news', { method: 'PUT' })
    const add = { body: { documents: [{ title: 'x', text: '博物馆免费。' }] } }
    await server.send('/v1/collections/news/documents', add)
    answer = (await server.send('/v1/answers', { body: { question: '博物馆' } })).json()
    await server.send('/v1/collections/news', { method: 'DELETE' })
    expect(JSON.stringify(await stored())).not.toContain('免费')
  })

  it('keeps the blocks whose documents are still there', async () => {
    await server.send(documents, {
      body: { documents: [{ id: 'b', title: '另一篇', text: '新馆9点开门。' }] },
    })
    const record = server.rooms.records.get(String(answer['id']))
    const body = record?.body as Answer
    const block = body.blocks[0]
    const citation = block?.citations[0]
    if (record === undefined || citation === undefined) throw new Error('nothing was stored')
    const second = { ...citation, source: 2, documentId: 'b', quote: '新馆9点开门。', end: 8 }
    const blocks = [...body.blocks, { text: second.quote, citations: [second] }]
    server.rooms.records.set(record.id, { ...record, body: { ...body, blocks } })
    await server.send(`${documents}/a`, { method: 'DELETE' })
    const shown = await stored()
    expect(shown['text']).toBe('新馆9点开门。 [2]')
    expect(shown['blocks']).toMatchObject([{ text: '' }, { text: '新馆9点开门。' }])
  })

  it('leaves out what a refusal showed of a removed document', async () => {
    const record = server.rooms.records.get(String(answer['id']))
    if (record === undefined) throw new Error('nothing was stored')
    const { hits } = await server.rooms.retriever.search({ query: '图书馆' })
    const refusal = { code: 'not_in_archive', message: '资料中没有找到。', nearest: hits }
    const body = { ...(record.body as Answer), answered: false, blocks: [], sources: [], refusal }
    server.rooms.records.set(record.id, { ...record, body })
    expect((await stored())['refusal']).toMatchObject({ nearest: [{ text: SECRET }] })
    await server.send(`${documents}/a`, { method: 'DELETE' })
    expect((await stored())['refusal']).toEqual({ ...refusal, nearest: [] })
  })

  it('of an unknown shape is not shown', async () => {
    const id = String(answer['id'])
    const record = server.rooms.records.get(id)
    if (record === undefined) throw new Error('nothing was stored')
    server.rooms.records.set(id, { ...record, body: { old: true } })
    expectProblem(await server.send(`/v1/answers/${id}`), 404, 'answer_not_found')
  })
})
