import { EventEmitter, once } from 'node:events'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectProblem } from './conformance.js'
import { startTestServer, type TestServer } from './test-server.js'

const QUESTION = '秘密的问题'

let lines: Record<string, unknown>[]
let written: EventEmitter
let server: TestServer | undefined
beforeEach(() => {
  lines = []
  written = new EventEmitter()
})
afterEach(() => server?.close())

/** A server whose log lines are collected. */
async function start(environment: Record<string, string> = {}, failure?: Error) {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>)
      written.emit('line')
      done()
    },
  })
  const log = pino({ level: 'info' }, sink)
  const retriever = failure && { retriever: { search: () => Promise.reject(failure) } }
  server = await startTestServer({ log, ...retriever }, environment)
  return server
}

/** A line is written when the answer is complete, which the caller may see a little earlier. */
async function linesWritten(count: number) {
  while (lines.length < count) await once(written, 'line')
  return lines
}

describe('the request log', () => {
  it('has one line a request: method, template, status, time, id; never the question', async () => {
    const { send } = await start()
    await send('/v1/search', { body: { query: QUESTION }, headers: { 'x-request-id': 'trace-1' } })
    await send(`/v1/nothing?q=${encodeURIComponent(QUESTION)}`)
    await send('/v1/answers', { body: { question: QUESTION } })
    expect(await linesWritten(3)).toMatchObject([
      { method: 'POST', route: '/v1/search', status: 200, request_id: 'trace-1' },
      { method: 'GET', route: 'unmatched', status: 404 },
      { method: 'POST', route: '/v1/answers', status: 200 },
    ])
    expect(lines.every(({ ms }) => typeof ms === 'number')).toBe(true)
    expect(JSON.stringify(lines)).not.toContain(QUESTION)
  })

  it('holds the question when the operator asks for it', async () => {
    const { send } = await start({ YOUJU_LOG_QUESTIONS: 'on' })
    await send('/v1/search', { body: { query: QUESTION } })
    await send('/v1/answers', { body: { question: QUESTION } })
    expect((await linesWritten(2)).map(({ question }) => question)).toEqual([QUESTION, QUESTION])
  })

  it('names a refused request too, and replaces an unsafe request id', async () => {
    const { send } = await start()
    const headers = { host: 'evil.example', 'x-request-id': 'a b\tc' }
    const refused = await send('/v1/collections', { headers })
    expect(expectProblem(refused, 403, 'forbidden_origin')['request_id']).toMatch(/^req_/)
    expect(await linesWritten(1)).toMatchObject([
      { status: 403, request_id: refused.headers['x-request-id'] },
    ])
  })

  it('keeps the cause of an unknown failure under its request id, and the caller gets none of it', async () => {
    const { send } = await start({}, new Error('no such table: secret /home/youju/data'))
    const failed = await send('/v1/search', { body: { query: '图书馆' } })
    const problem = expectProblem(failed, 500, 'internal_error')
    expect(failed.text).not.toMatch(/secret|home|table|\.js/)
    const logged = (await linesWritten(2)).find(({ msg }) => msg === 'request failed')
    expect(logged).toMatchObject({ level: 50, request_id: problem['request_id'] })
    expect(JSON.stringify(logged)).toContain('no such table: secret')
  })
})
