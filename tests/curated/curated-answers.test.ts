import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { openYouju, type Youju } from '../../main.js'
import type { Wire } from '../../server/shapes/response-schemas.js'
import { serve, type RunningServer } from '../../server/serve.js'
import { expectProblem, expectShape } from '../server/conformance.js'
import { send, type Sent } from '../server/test-server.js'

const dataDir = mkdtempSync(join(tmpdir(), 'youju-curated-'))
const HOURS = '周二至周日9:00至17:00开放，周一闭馆。'
const DOCUMENT = {
  id: 'museum',
  title: '云湾博物馆参观须知',
  text: `云湾博物馆位于海滨路12号。${HOURS}参观无需预约，成人门票20元。`,
  published_at: '2025-03-01T00:00:00Z',
  tags: ['文化'],
}
const BODY = {
  collection: 'city',
  question: '云湾博物馆几点开门？',
  wordings: ['博物馆的参观时间'],
  blocks: [{ citations: [{ document_id: 'museum', quote: HOURS }] }],
}

/** Without its collection, as it is put. */
const PUT = { question: BODY.question, wordings: BODY.wordings, blocks: BODY.blocks }

let youju: Youju
let server: RunningServer
const call = (path: string, sent?: Sent) => send(server.port, path, sent)
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

async function start(): Promise<void> {
  const config = readConfig({ PORT: '0', YOUJU_DATA_DIR: dataDir })
  youju = await openYouju(config, { log: createLogger('silent') })
  server = await serve({ ...youju, webDir: '/nonexistent' })
}

async function put(document: object = DOCUMENT): Promise<void> {
  const sent = await call('/v1/collections/city/documents', { body: { documents: [document] } })
  expect(sent.status, sent.text).toBe(200)
}

async function curate(body: object = BODY): Promise<Wire<'CuratedAnswer'>> {
  return expectShape(await call('/v1/curated', { body }), 201, 'CuratedAnswer') as Wire<'CuratedAnswer'>
}

async function show(id: string): Promise<Wire<'CuratedAnswer'>> {
  return expectShape(await call(`/v1/curated/${id}`), 200, 'CuratedAnswer') as Wire<'CuratedAnswer'>
}

async function ask(question: string, more: object = {}): Promise<Wire<'Answer'>> {
  const asked = await call('/v1/answers', { body: { question, ...more } })
  return expectShape(asked, 200, 'Answer') as Wire<'Answer'>
}

beforeAll(start)
beforeEach(async () => {
  await call('/v1/collections/city', { method: 'DELETE' })
  await call('/v1/collections/city', { method: 'PUT' })
  await put()
})
afterAll(async () => {
  await server.stop()
  await youju.close()
  await rm(dataDir, { recursive: true })
})

describe('A curated answer', () => {
  it('is served before anything is searched, with the exact characters of its document', async () => {
    const before = await ask('云湾博物馆几点开门')
    expect(before.curated).toBeUndefined()
    const { id, updated_at } = await curate()
    const answer = await ask('请问，雲灣博物館幾點開門?')
    expect(answer).toMatchObject({
      answered: true,
      confidence: 0.99,
      curated: { id, question: BODY.question, updated_at },
      blocks: [{ text: HOURS, citations: [{ source: 1, document_id: 'museum', quote: HOURS, support: 1 }] }],
      sources: [{ number: 1, document_id: 'museum', title: DOCUMENT.title }],
      text: `${HOURS} [1]`,
    })
    const [citation] = answer.blocks[0]?.citations ?? []
    expect(DOCUMENT.text.slice(citation?.start, citation?.end)).toBe(HOURS)
    expect((await ask('云湾博物馆的开门时间是几点？')).confidence).toBe(0.95)
    const kept = expectShape(
      await call(`/v1/answers/${answer.id}?trace=true`),
      200,
      'Answer',
    ) as Wire<'Answer'>
    expect(kept.curated).toEqual(answer.curated)
    expect(kept.trace).toMatchObject({ curated: { id, match: 'same', similarity: null }, passages: [] })
  })

  it('is streamed like any other', async () => {
    const { id } = await curate()
    const sent = { body: { question: BODY.question }, headers: { accept: 'text/event-stream' } }
    const events = (await call('/v1/answers', sent)).text
    expect(events.match(/^event: \w+$/gmu)).toEqual(['event: sources', 'event: block', 'event: answer'])
    expect(events).toContain(id)
  })

  it('is found after a restart, and replaced and removed at once', async () => {
    const { id } = await curate()
    await server.stop()
    await youju.close()
    await start()
    expect((await ask(BODY.question)).curated?.id).toBe(id)
    const written = {
      ...PUT,
      question: '云湾博物馆门票多少钱',
      wordings: [],
      blocks: [{ text: '成人门票20元。', citations: [{ document_id: 'museum', quote: '成人门票20元' }] }],
    }
    expectShape(await call(`/v1/curated/${id}`, { method: 'PUT', body: written }), 200, 'CuratedAnswer')
    expect((await ask(BODY.question)).curated).toBeUndefined()
    const answer = await ask('云湾博物馆的门票价格')
    expect(answer).toMatchObject({ curated: { id }, blocks: [{ text: '成人门票20元。' }] })
    expect((await call(`/v1/curated/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await ask('云湾博物馆的门票价格')).curated).toBeUndefined()
    expectProblem(await call(`/v1/curated/${id}`), 404, 'curated_not_found')
  })

  it('rests while a quote does not stand, shows nothing of it, and comes back alone', async () => {
    const { id } = await curate()
    const document = '/v1/collections/city/documents/museum'
    const stale = async (reason: string) => {
      const curated = await show(id)
      expect(curated).toMatchObject({
        state: 'stale',
        reason,
        blocks: [{ citations: [{ stands: false, reason }] }],
      })
      expect(JSON.stringify(curated)).not.toContain('闭馆')
      expect((await ask(BODY.question)).curated).toBeUndefined()
    }
    const moved = { ...DOCUMENT, text: `本馆公告。${DOCUMENT.text}` }
    await put(moved)
    const [citation] = (await ask(BODY.question)).blocks[0]?.citations ?? []
    expect(moved.text.slice(citation?.start, citation?.end)).toBe(HOURS)
    await put({ ...DOCUMENT, text: DOCUMENT.text.replace('17:00', '18:00') })
    await stale('quote_gone')
    await put()
    expect((await ask(BODY.question)).curated?.id).toBe(id)
    await call(`${document}/withdraw`, { method: 'POST' })
    await stale('document_withdrawn')
    await call(`${document}/restore`, { method: 'POST' })
    expect((await show(id)).state).toBe('live')
    await call(document, { method: 'DELETE' })
    await stale('document_gone')
    await put()
    expect((await ask(BODY.question)).curated?.id).toBe(id)
  })

  it('keeps to the collections and filters of the question', async () => {
    await curate()
    const served = async (more: object) => (await ask(BODY.question, more)).curated !== undefined
    expect(await served({ collections: ['city'] })).toBe(true)
    expect(await served({ collections: ['default'] })).toBe(false)
    expect(await served({ filters: { tags: ['文化'] } })).toBe(true)
    expect(await served({ filters: { tags: ['体育'] } })).toBe(false)
    expect(await served({ filters: { published_before: '2025-01-01' } })).toBe(false)
    expect(await served({ filters: { document_ids: ['other'] } })).toBe(false)
  })

  it('answers a follow-up as it is understood', async () => {
    const { id } = await curate()
    await ask('云湾博物馆在哪里？', { conversation_id: 'visit' })
    const answer = await ask('那它几点开门？', { conversation_id: 'visit' })
    expect([answer.standalone_question, answer.curated?.id]).toEqual(['那云湾博物馆几点开门？', id])
  })

  it.each([
    [
      'a quote that is not there',
      [{ citations: [{ document_id: 'museum', quote: '全年无休' }] }],
      'curated_quote_not_found',
      '全年无休',
    ],
    [
      'a document that is not there',
      [{ citations: [{ document_id: 'nowhere', quote: HOURS }] }],
      'curated_quote_not_found',
      'nowhere',
    ],
    [
      'another number',
      [{ text: '成人门票30元。', citations: [{ document_id: 'museum', quote: '成人门票20元' }] }],
      'curated_unsupported',
      '30元',
    ],
    [
      'a denial',
      [{ text: '参观需要预约。', citations: [{ document_id: 'museum', quote: '参观无需预约' }] }],
      'curated_unsupported',
      '参观需要预约',
    ],
    [
      'another subject',
      [{ text: '儿童节有魔术表演。', citations: [{ document_id: 'museum', quote: HOURS }] }],
      'curated_unsupported',
      '魔术',
    ],
  ] as const)('is refused with %s', async (_name, blocks, code, named) => {
    const problem = expectProblem(await call('/v1/curated', { body: { ...BODY, blocks } }), 422, code)
    expect(problem.detail).toContain(named)
    expect((await call('/v1/curated?collection=city')).json()).toEqual({ curated: [], next_cursor: null })
  })

  it('is the only one of its collection with its question', async () => {
    const { id } = await curate()
    const again = { ...BODY, question: '哪天休息', wordings: ['雲灣博物館幾點開門'] }
    expect(
      expectProblem(await call('/v1/curated', { body: again }), 409, 'curated_conflict').detail,
    ).toContain(id)
    const all = await Promise.all(
      [0, 1].map(() => call('/v1/curated', { body: { ...BODY, question: '几点闭馆', wordings: [] } })),
    )
    expect(all.map(({ status }) => status).sort()).toEqual([201, 409])
  })

  it('is listed page by page', async () => {
    for (const question of ['问一', '问二', '问三']) await curate({ ...BODY, question, wordings: [] })
    const first = expectShape(await call('/v1/curated?limit=2'), 200, 'CuratedPage') as Wire<'CuratedPage'>
    expect(first.curated.map(({ question }) => question)).toEqual(['问三', '问二'])
    const rest = await call(`/v1/curated?limit=2&cursor=${first.next_cursor ?? ''}`)
    expect(rest.json()).toMatchObject({ curated: [{ question: '问一' }], next_cursor: null })
    expectProblem(await call('/v1/curated?cursor=x'), 400, 'invalid_cursor')
  })

  it('is measured again by asking, and leaves no answer behind', async () => {
    const { id } = await curate()
    const check = expectShape(await call(`/v1/curated/${id}/check`, { method: 'POST' }), 200, 'CuratedCheck')
    expect(check).toMatchObject({ id, asked: 2, answered_by_this: 2, cites_the_same: 2, wrong: 0 })
    const { answers } = (await call('/v1/answers')).json() as { answers: { conversation_id: string }[] }
    expect(answers.filter(answer => answer.conversation_id.startsWith('check_'))).toEqual([])
  })
})

describe('Somebody else’s curated answers', () => {
  it('look like none', async () => {
    const { id } = await curate()
    const operator = bearer(youju.access.operatorToken)
    const made = await call('/v1/keys', {
      body: { role: 'writer', collections: ['default'] },
      headers: operator,
    })
    const headers = bearer(String(made.json()['key']))
    for (const sent of [{}, { method: 'PUT', body: PUT }, { method: 'DELETE' }])
      expectProblem(await call(`/v1/curated/${id}`, { headers, ...sent }), 404, 'curated_not_found')
    expectProblem(
      await call(`/v1/curated/${id}/check`, { headers, method: 'POST' }),
      404,
      'curated_not_found',
    )
    expectProblem(await call('/v1/curated', { headers, body: BODY }), 404, 'collection_not_found')
    expect((await call('/v1/curated', { headers })).json()).toEqual({ curated: [], next_cursor: null })
    const asked = await call('/v1/answers', { headers, body: { question: BODY.question } })
    expect(asked.json()['curated']).toBeUndefined()
    await call(`/v1/keys/${String(made.json()['id'])}`, { method: 'DELETE', headers: operator })
  })
})
