import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Wire } from '../../server/shapes/response-schemas.js'
import { eventsOf, expectProblem, expectShape } from '../server/conformance.js'
import { HOSTILE_BODIES } from '../server/hostile-bodies.js'
import { BODY_MAX_BYTES } from '../server/hostile-case.js'
import { HOSTILE_ADDRESSES, HOSTILE_DOCUMENTS } from '../server/hostile-documents.js'
import { send, type Sent } from '../server/test-server.js'
import { startService, type Service } from './service.js'

const dataDir = mkdtempSync(join(tmpdir(), 'youju-http-'))
const documents = '/v1/collections/city/documents'
const LIBRARY = {
  id: 'library/2025#1',
  title: '云湾图书馆新馆开放',
  text: '云湾图书馆新馆3月1日开放。\r\n\r\n图书馆周一闭馆，周二至周日9:00至21:00开放。读者凭身份证入馆。',
  url: 'https://yunwan.example/2025/1',
  published_at: '2025-03-01T08:00:00+08:00',
  tags: ['文化'],
}
const BUSES = {
  id: 'buses',
  title: 'Night buses on Line 7',
  text: 'Night buses of Line 7 run every 30 minutes from 23:00 to 5:00. A ride costs 3 yuan.',
  published_at: '2025-02-01',
}
const ODD = {
  id: 'odd',
  title: '奇怪的文本',
  text: 'cafe\u0301 \ud800 表情😀。\0\r\n第二行讲述了潮汐闸门的检修。',
}

let service: Service
const call = (path: string, sent?: Sent) => send(service.port, path, sent)
const start = () =>
  startService({
    YOUJU_DATA_DIR: dataDir,
    YOUJU_BODY_MAX_BYTES: String(BODY_MAX_BYTES),
    YOUJU_DOCUMENT_MAX_CHARACTERS: '5000',
  })

beforeAll(async () => {
  service = await start()
  await call('/v1/collections/city', { method: 'PUT', body: { name: '云湾' } })
  expectShape(await call(documents, { body: { documents: [LIBRARY, BUSES, ODD] } }), 200, 'UpsertedDocuments')
})
afterAll(async () => {
  await service.close()
  await rm(dataDir, { recursive: true })
})

async function textOf(id: string): Promise<string> {
  const shown = await call(`${documents}/${encodeURIComponent(id)}`)
  return (expectShape(shown, 200, 'Document') as Wire<'Document'>).text
}

async function ask(question: string): Promise<Wire<'Answer'>> {
  const answer = await call('/v1/answers', { body: { question, collections: ['city'] } })
  return expectShape(answer, 200, 'Answer') as Wire<'Answer'>
}

async function search(query: string, more: object = {}): Promise<Wire<'SearchResult'>['hits']> {
  const found = await call('/v1/search', { body: { query, collections: ['city'], ...more } })
  return (expectShape(found, 200, 'SearchResult') as Wire<'SearchResult'>).hits
}

describe('the whole service over HTTP', () => {
  it('is ready and counts what is there', async () => {
    const ready = expectShape(await call('/readyz'), 200, 'Readiness')
    expect(ready).toMatchObject({ status: 'ready', documents: 3 })
  })

  it('keeps text well-formed, composed, with one kind of line end, and counts offsets in it', async () => {
    expect(await textOf('odd')).toBe('café \ufffd 表情😀。\n第二行讲述了潮汐闸门的检修。')
    expect((await search('潮汐闸门'))[0]).toMatchObject({ document_id: 'odd' })
  })

  it.each(['hybrid', 'keyword', 'vector'] as const)(
    'finds passages at their exact place (%s)',
    async mode => {
      const hits = await search('图书馆几点开放', { mode })
      expect(hits[0]?.document_id).toBe(LIBRARY.id)
      for (const hit of hits) {
        expect((await textOf(hit.document_id)).slice(hit.start, hit.end)).toBe(hit.text)
        for (const [start, end] of hit.highlights) {
          expect(start).toBeGreaterThanOrEqual(hit.start)
          expect(end).toBeLessThanOrEqual(hit.end)
          expect(start).toBeLessThan(end)
        }
      }
    },
  )

  it('filters by time, tag and document', async () => {
    const found = async (filters: object) =>
      (await search('开放 buses', { filters })).map(hit => hit.document_id)
    expect(await found({ published_after: '2025-03-01' })).toEqual([LIBRARY.id])
    expect(await found({ published_before: '2025-03-01' })).toEqual(['buses'])
    expect(await found({ tags: ['文化'] })).toEqual([LIBRARY.id])
    expect(await found({ document_ids: ['buses'] })).toEqual(['buses'])
  })

  it.each(['图书馆周一开门吗？', 'How often do night buses of Line 7 run?'])(
    'answers %s with quotes that stand in the documents, streamed and stored alike',
    async question => {
      const answer = await ask(question)
      expect(answer.answered).toBe(true)
      for (const { citations } of answer.blocks) {
        expect(citations.length).toBeGreaterThan(0)
        for (const citation of citations) {
          const { document_id: id, start, end, quote, source } = citation
          expect((await textOf(id)).slice(start, end)).toBe(quote)
          expect(answer.sources.map(({ number }) => number)).toContain(source)
        }
      }
      const streamed = await call('/v1/answers', {
        body: { question, collections: ['city'] },
        headers: { accept: 'text/event-stream' },
      })
      const events = eventsOf(streamed.text)
      expect(events.at(-1)).toMatchObject({ event: 'answer', data: { blocks: answer.blocks } })
      expect(expectShape(await call(`/v1/answers/${answer.id}`), 200, 'Answer')).toEqual({
        ...answer,
        created_at: expect.any(String) as unknown,
      })
    },
  )

  it('says unchanged, updates, lets the last of equal ids win, and withdraws old quotes', async () => {
    const put = async (...given: object[]) =>
      expectShape(await call(documents, { body: { documents: given } }), 200, 'UpsertedDocuments')
    expect(await put(BUSES)).toMatchObject({ documents: [{ id: 'buses', status: 'unchanged' }] })
    const answer = await ask('How often do night buses of Line 7 run?')
    await put({ ...BUSES, text: 'first' }, { ...BUSES, text: 'Line 7 was closed for good.' })
    expect(await textOf('buses')).toBe('Line 7 was closed for good.')
    const stored = await call(`/v1/answers/${answer.id}`)
    expect(stored.text).toContain('"withdrawn":true')
    expect(stored.text).not.toContain('every 30 minutes')
    await put(BUSES)
  })

  it('lists newest first, page by page', async () => {
    const first = expectShape(await call(`${documents}?limit=2`), 200, 'DocumentPage') as Wire<'DocumentPage'>
    const rest = expectShape(
      await call(`${documents}?limit=2&cursor=${encodeURIComponent(String(first.next_cursor))}`),
      200,
      'DocumentPage',
    ) as Wire<'DocumentPage'>
    const ids = [...first.documents, ...rest.documents].map(({ id }) => id)
    expect(ids).toEqual(['odd', LIBRARY.id, 'buses'])
    expect(rest.next_cursor).toBeNull()
  })

  it('forgets a removed document everywhere', async () => {
    const flood = { id: 'flood', title: '防汛通知', text: '玄鸟码头因防汛于7月9日关闭。' }
    await call(documents, { body: { documents: [flood] } })
    const answer = await ask('玄鸟码头哪天关闭？')
    expect(answer.text).toContain('7月9日')
    expect((await call(`${documents}/flood`, { method: 'DELETE' })).status).toBe(204)
    expect((await search('玄鸟码头')).map(hit => hit.document_id)).not.toContain('flood')
    expect(JSON.stringify(await ask('玄鸟码头哪天关闭？'))).not.toContain('7月9日')
    expect((await call(`/v1/answers/${answer.id}`)).text).not.toMatch(/7月9日|防汛通知/)
    expectProblem(await call(`${documents}/flood`), 404, 'document_not_found')
  })

  it('hides a withdrawn document everywhere, and brings it back with the quotes of old answers', async () => {
    const tide = { id: 'tide', title: '潮汐闸门检修', text: '鹭洲潮汐闸门8月16日检修，为期三天。' }
    const put = () => call(documents, { body: { documents: [tide] } })
    await put()
    const question = '鹭洲潮汐闸门哪天检修？'
    const answer = await ask(question)
    expect(answer.text).toContain('8月16日')
    const sent = { method: 'POST', body: { reason: '来源要求撤稿' } }
    expect((await call(`${documents}/tide/withdraw`, sent)).status).toBe(204)
    const told = expectShape(await put(), 200, 'UpsertedDocuments')
    expect(told).toEqual({ documents: [{ id: 'tide', status: 'unchanged', passages: 1, withdrawn: true }] })
    expect((await search('潮汐闸门')).map(hit => hit.document_id)).not.toContain('tide')
    expect(JSON.stringify(await ask(question))).not.toContain('8月16日')
    expect((await call(`/v1/answers/${answer.id}`)).text).not.toMatch(/8月16日|闸门检修/)
    expectProblem(await call(`${documents}/tide`), 404, 'document_not_found')
    expect((await call(documents)).text).not.toContain('tide')
    const listed = expectShape(await call(`${documents}?state=withdrawn`), 200, 'DocumentPage')
    expect(listed).toMatchObject({ documents: [{ id: 'tide', withdrawn: { reason: '来源要求撤稿' } }] })
    expect((await call(`${documents}/tide/restore`, { method: 'POST' })).status).toBe(204)
    expect((await ask(question)).text).toContain('8月16日')
    expect(expectShape(await call(`/v1/answers/${answer.id}`), 200, 'Answer')).toEqual({
      ...answer,
      created_at: expect.any(String) as unknown,
    })
    await call(`${documents}/tide`, { method: 'DELETE' })
    expectProblem(await call(`${documents}/tide/restore`, { method: 'POST' }), 404, 'document_not_found')
    const { entries } = expectShape(await call('/v1/audit?limit=20'), 200, 'AuditPage') as {
      entries: { action: string; target: string; outcome: string }[]
    }
    const changes = entries.filter(({ target, outcome }) => target.endsWith('/tide') && outcome === 'ok')
    expect(changes.map(({ action }) => action)).toEqual([
      'deleteDocument',
      'restoreDocument',
      'withdrawDocument',
    ])
  })

  it('serves many at once; those that would wait too long are told to come again, and are served then', async () => {
    const persist = async (query: string): Promise<Wire<'SearchResult'>['hits']> => {
      const found = await call('/v1/search', { body: { query, collections: ['city'] } })
      if (found.status === 200) return (expectShape(found, 200, 'SearchResult') as Wire<'SearchResult'>).hits
      expectProblem(found, 429, 'too_many_requests')
      expect(found.headers['retry-after']).toMatch(/^\d+$/)
      return persist(query)
    }
    const hits = await Promise.all(Array.from({ length: 40 }, (_, n) => persist(`图书馆 ${n}`)))
    expect(hits.every(([best]) => best?.document_id === LIBRARY.id)).toBe(true)
  })
})

describe('the whole service under hostile input', () => {
  const cases = [...HOSTILE_BODIES, ...HOSTILE_DOCUMENTS, ...HOSTILE_ADDRESSES]

  it.each(cases)('%s (%s)', async (_name, path, sent, expected) => {
    expectProblem(await call(path, sent), ...expected)
  })

  it('is unharmed by it', async () => {
    expectShape(await call('/readyz'), 200, 'Readiness')
    expect((await search('图书馆'))[0]?.document_id).toBe(LIBRARY.id)
  })
})

describe('the data directory', () => {
  it('has one owner; the second process is told so', async () => {
    await expect(start()).rejects.toMatchObject({ code: 'archive_busy' })
    expectShape(await call('/readyz'), 200, 'Readiness')
  })

  it('holds everything for the next start', async () => {
    await service.close()
    service = await start()
    expect((await search('图书馆'))[0]?.document_id).toBe(LIBRARY.id)
    expect(expectShape(await call('/v1/collections/city'), 200, 'Collection')).toMatchObject({
      name: '云湾',
      documents: 3,
    })
  })
})
