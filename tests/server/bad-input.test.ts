import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem } from './conformance.js'
import { HOSTILE_BODIES } from './hostile-bodies.js'
import { BODY_MAX_BYTES, json } from './hostile-case.js'
import { HOSTILE_ADDRESSES, HOSTILE_DOCUMENTS } from './hostile-documents.js'
import { startTestServer, type Sent, type TestServer } from './test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer(
    {},
    { YOUJU_BODY_MAX_BYTES: String(BODY_MAX_BYTES), YOUJU_DOCUMENT_MAX_CHARACTERS: '5000' },
  )
})
afterAll(() => server.close())

const documents = '/v1/collections/default/documents'
const post = (...docs: unknown[]): Sent => ({ body: { documents: docs } })

describe('a malformed or hostile request gets its code and leaves the server alive', () => {
  const cases = [...HOSTILE_BODIES, ...HOSTILE_DOCUMENTS, ...HOSTILE_ADDRESSES]

  it.each(cases)('%s (%s)', async (_name, path, sent, expected) => {
    const problem = expectProblem(await server.send(path, sent), ...expected)
    expect(JSON.stringify(problem)).not.toMatch(/node_modules|\/dist\/|\bat .*:\d+:\d+|ZodError/)
    expect((await server.send('/healthz')).status).toBe(200)
    expect(({} as Record<string, unknown>)['limit']).toBeUndefined()
  })

  it('keeps nothing of a request that has one wrong document', async () => {
    const both = post({ id: 'good', title: 'a', text: 'b' }, { id: 'bad', title: 'a' })
    expectProblem(await server.send(documents, both), 400, 'invalid_request')
    expectProblem(await server.send(`${documents}/good`), 404, 'document_not_found')
  })

  it('names every path that is wrong, up to twenty', async () => {
    const wrong = post({ title: 1, text: 'x', extra: true }, { title: 'a', text: 2 })
    const problem = expectProblem(await server.send(documents, wrong), 400, 'invalid_request')
    expect(problem['errors']).toEqual([
      { path: 'body.documents[0].title', message: expect.stringContaining('expected string') as string },
      { path: 'body.documents[0].extra', message: 'Unknown field' },
      { path: 'body.documents[1].text', message: expect.stringContaining('expected string') as string },
    ])
    const many = { body: { documents: Array(500).fill(0) } }
    expect(expectProblem(await server.send(documents, many), 400, 'invalid_request')['errors']).toHaveLength(
      20,
    )
  })
})

describe('text that is odd but harmless is taken', () => {
  it.each([
    ['a lone surrogate', { body: { query: '图书馆\ud800' } }],
    ['a NUL', { body: { query: '图书\0馆' } }],
    ['a byte-order mark before the JSON', json('\ufeff{"query":"图书馆"}')],
    ['gzip', { body: gzipSync('{"query":"图书馆"}'), headers: { 'content-encoding': 'gzip' } }],
    ['a charset in capitals', json('{"query":"a"}', { 'content-type': 'application/json; charset=UTF-8' })],
    ['an empty list of collections', { body: { query: 'a', collections: [] } }],
    ['a date without a time', { body: { query: 'a', filters: { published_after: '2024-02-29' } } }],
  ] satisfies [string, Sent][])('%s', async (_name, sent) => {
    expect((await server.send('/v1/search', sent)).status).toBe(200)
  })
})
