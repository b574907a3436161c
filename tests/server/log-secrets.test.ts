import { Writable } from 'node:stream'
import { afterEach, expect, it, vi } from 'vitest'
import { AppError } from '../../core/errors.js'
import { createLogger } from '../../core/log.js'
import { serve, type RunningServer } from '../../server/serve.js'
import { createFakeRooms } from './fakes.js'
import { send, testDeps } from './test-server.js'

/** Planted somewhere each; none may be in the log. */
const PLANTED = {
  key: `yk_${'0a'.repeat(9)}_${'K'.repeat(43)}`,
  basic: 'cGxhbnRlZC1iYXNpYy1hdXRo',
  cookie: 'planted-cookie-1234567890',
  csrf: 'planted-csrf-1234567890',
  widget: `yw_${'cGxhbnRlZA'.repeat(4)}.${'W'.repeat(43)}`,
  wechatToken: 'plantedwechattoken',
  wechatSignature: 'planted0signature0of0wechat',
  webhook: `whsec_${'H'.repeat(32)}`,
  webhookPath: 'T00/B00/planted-path-of-a-webhook',
  model: `sk-${'M'.repeat(32)}`,
  password: 'planted-password',
} as const
const QUESTION = '种下的问题：谁来值班？'
const FORGED = '{"level":30,"msg":"forged"}'

let running: RunningServer | undefined
afterEach(() => running?.stop())

/** A server whose retriever fails with everything that its error could get hold of, and whose receiver is away. */
async function startLeaky() {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    },
  })
  const rooms = createFakeRooms()
  const url = `https://hooks.example/${PLANTED.webhookPath}`
  const delivery = {
    key: 1,
    webhook: 'wh_1',
    event: 'job.ended',
    data: '{}',
    createdAt: '2026-11-25T08:00:00Z',
    tries: 0,
  }
  const waiting = [{ ...delivery, url, secret: PLANTED.webhook }]
  const webhooks = { ...rooms.archive.webhooks, due: () => Promise.resolve(waiting.splice(0)) }
  const failure = new Error(`refused\r\n${FORGED}\nAuthorization: Bearer ${PLANTED.key}`, {
    cause: new Error(
      `401 of https://reader:${PLANTED.password}@model.example/v1?api_key=${PLANTED.model}: ` +
        JSON.stringify({
          headers: { cookie: `youju_session=${PLANTED.cookie}`, 'x-youju-csrf': PLANTED.csrf },
        }),
    ),
  })
  running = await serve({
    ...testDeps(rooms),
    archive: { ...rooms.archive, webhooks },
    fetcher: { fetch: () => Promise.reject(new AppError('fetch_failed', `${url} could not be fetched.`)) },
    retriever: { search: () => Promise.reject(failure) },
    log: createLogger('trace', sink),
    webhookPollMs: 10,
  })
  return { port: running.port, lines }
}

it('the log holds no secret from wherever it came, no question, and no line that a caller wrote', async () => {
  const { port, lines } = await startLeaky()
  const wechat = new URLSearchParams({
    signature: PLANTED.wechatSignature,
    timestamp: '1',
    nonce: PLANTED.wechatToken,
    token: PLANTED.wechatToken,
    echostr: QUESTION,
  }).toString()
  const requests: [string, Parameters<typeof send>[2]][] = [
    ['/v1/search', { body: { query: QUESTION }, headers: { authorization: `Bearer ${PLANTED.key}` } }],
    ['/v1/search', { body: { query: QUESTION }, headers: { authorization: `Basic ${PLANTED.basic}` } }],
    [`/v1/search?key=${PLANTED.key}&q=${encodeURIComponent(QUESTION)}`, { body: { query: QUESTION } }],
    [
      '/v1/collections',
      { headers: { cookie: `youju_session=${PLANTED.cookie}`, 'x-youju-csrf': PLANTED.csrf } },
    ],
    ['/v1/answers', { body: { question: QUESTION }, headers: { authorization: `Bearer ${PLANTED.widget}` } }],
    [`/channels/wechat/news?${wechat}`, {}],
    [`/v1/webhooks`, { body: { url: `https://u:${PLANTED.password}@x.example`, events: [] } }],
    ['/v1/session', { body: { key: PLANTED.key }, headers: { origin: `http://127.0.0.1:${port}` } }],
    [`/v1/answers/${encodeURIComponent(`\r\n${FORGED}`)}`, {}],
    ['/v1/collections', { headers: { 'x-request-id': FORGED, 'user-agent': FORGED } }],
    [`/${encodeURIComponent(QUESTION)}/${PLANTED.key}`, {}],
    ['/v1/search', { body: `{"query": "${QUESTION}`, headers: { 'content-type': 'application/json' } }],
  ]
  for (const [path, sent] of requests) await send(port, path, sent)
  await vi.waitFor(
    () => {
      expect(lines.join('')).toContain('a webhook was not taken')
      expect(lines.filter(line => line.includes('"msg":"request"')).length).toBe(requests.length)
    },
    { timeout: 10_000 },
  )
  const log = lines.join('')
  for (const [name, secret] of Object.entries(PLANTED)) expect(log.includes(secret), name).toBe(false)
  expect(log).not.toContain(QUESTION)
  expect(log).not.toContain(encodeURIComponent(QUESTION))
  // What failed is told all the same, in one line of JSON.
  expect(log).toContain('request failed')
  for (const line of log.trimEnd().split('\n')) {
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) as number })
    expect((JSON.parse(line) as { msg: string }).msg).not.toBe('forged')
  }
})
