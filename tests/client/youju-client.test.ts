import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { YoujuClient, YoujuError, type YoujuClientOptions } from '../../client/youju-client.js'

const closings: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closings.splice(0)) await close()
})

/** A server that answers each request with the next script; the last one is kept. */
async function scripted(...scripts: RequestListener[]) {
  const seen: { method: string; url: string; authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    seen.push({ method, url, authorization: headers.authorization })
    const script = scripts.length > 1 ? scripts.shift() : scripts[0]
    request.resume().once('end', () => script?.(request, response))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closings.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    seen,
    client: (more: Partial<YoujuClientOptions> = {}) => new YoujuClient({ baseUrl, apiKey: 'key', ...more }),
  }
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  json(status, { type: 't', title: 't', status, detail: 'why', code, request_id: 'req_1' }, headers)
const silent: RequestListener = () => undefined

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  )

async function drain(events: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('the client', () => {
  it('waits as long as the server asks, and tries again where nothing was done', async () => {
    const { client, seen } = await scripted(
      problem(429, 'too_many_requests', { 'retry-after': '0' }),
      problem(503, 'not_ready', { 'retry-after': '0' }),
      json(200, { collections: [] }),
    )
    expect(await client().collections()).toEqual([])
    expect(seen).toEqual(
      Array(3).fill({ method: 'GET', url: '/v1/collections', authorization: 'Bearer key' }),
    )
  })

  it('gives up after so many tries, or when it is to wait too long', async () => {
    const busy = await scripted(problem(429, 'too_many_requests', { 'retry-after': '0' }))
    const failure = await failureOf(busy.client({ maxRetries: 1 }).search('a'))
    expect(failure).toMatchObject({ code: 'too_many_requests', status: 429, retryAfterMs: 0 })
    expect(busy.seen).toHaveLength(2)
    const tomorrow = await scripted(problem(429, 'too_many_requests', { 'retry-after': '86400' }))
    expect(await failureOf(tomorrow.client().search('a'))).toMatchObject({ retryAfterMs: 86_400_000 })
    expect(tomorrow.seen).toHaveLength(1)
  })

  it.each<[string, RequestListener, object]>([
    [
      'a refusal of the server',
      problem(404, 'document_not_found'),
      { code: 'document_not_found', status: 404, requestId: 'req_1', message: 'why' },
    ],
    [
      'what is not of Youju',
      json(502, 'Bad Gateway', { 'x-request-id': 'req_2' }),
      { code: 'unexpected_answer', status: 502, requestId: 'req_2' },
    ],
    ['a body that is no JSON', (_request, response) => response.end('<html>'), { code: 'unexpected_answer' }],
    ['a connection that breaks', request => request.socket.destroy(), { code: 'unreachable', status: null }],
    [
      'a redirect, which would carry the key away',
      (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
      { code: 'unreachable' },
    ],
  ])('fails with a typed error on %s', async (_name, script, expected) => {
    const { client, seen } = await scripted(script)
    const failure = await failureOf(client().document('default', 'a/b?c'))
    expect(failure).toBeInstanceOf(YoujuError)
    expect(failure).toMatchObject(expected)
    expect(seen).toHaveLength(1)
    expect(seen[0]?.url).toBe('/v1/collections/default/documents/a%2Fb%3Fc')
  })

  it('does not wait for ever, and hands the caller its own reason', async () => {
    const { client } = await scripted(silent)
    expect(await failureOf(client({ timeoutMs: 50 }).ask('a'))).toMatchObject({ code: 'no_answer_in_time' })
    const controller = new AbortController()
    const asking = failureOf(client().ask('a', { signal: controller.signal }))
    controller.abort(new Error('changed my mind'))
    expect(await asking).toMatchObject({ message: 'changed my mind' })
    expect(await failureOf(client().ask('a', { signal: controller.signal }))).toBe(controller.signal.reason)
  })

  it('reads a stream cut anywhere, past comments, up to its answer', async () => {
    const bytes = Buffer.from(
      ': keep-alive\n\nevent: block\ndata: {"index":0,"text":"馆😀"}\n\nevent: answer\ndata: {"id":"ans_1"}\n\nevent: x\ndata: {}\n\n',
    )
    const byteByByte = async (response: ServerResponse) => {
      for (const byte of bytes) {
        response.write(Buffer.of(byte))
        await new Promise(setImmediate)
      }
      response.end()
    }
    const { client } = await scripted((_request, response) => void byteByByte(response))
    expect(await drain(client().askStream('a'))).toEqual([
      { event: 'block', data: { index: 0, text: '馆😀' } },
      { event: 'answer', data: { id: 'ans_1' } },
    ])
  })

  it('fails when a stream ends with an error, early, or goes silent', async () => {
    const problemEvent = `event: error\ndata: ${JSON.stringify({ code: 'timed_out', detail: 'late', status: 503, request_id: 'req_3' })}\n\n`
    const { client } = await scripted(
      (_request, response) => response.end(problemEvent),
      (_request, response) => response.end('event: block\ndata: {}\n\n'),
      (_request, response) => void response.write('event: block\ndata: {}\n\n'),
    )
    const stream = () => failureOf(drain(client({ timeoutMs: 200 }).askStream('a')))
    expect(await stream()).toMatchObject({ code: 'timed_out', status: 503, requestId: 'req_3' })
    expect(await stream()).toMatchObject({ code: 'unreachable' })
    expect(await stream()).toMatchObject({ code: 'no_answer_in_time' })
  })

  it('closes the connection when the caller leaves the loop', async () => {
    let gone: Promise<unknown> = Promise.resolve()
    const { client } = await scripted((_request, response) => {
      gone = once(response, 'close')
      response.write('event: block\ndata: {}\n\n')
    })
    for await (const { event } of client().askStream('a')) {
      expect(event).toBe('block')
      break
    }
    await gone
  })
})
