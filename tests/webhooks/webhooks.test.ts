import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { openYouju, type Youju } from '../../main.js'
import type { Wire } from '../../server/shapes/response-schemas.js'
import { serve, type RunningServer } from '../../server/serve.js'
import { expectProblem, expectShape } from '../server/conformance.js'
import { send, type Sent } from '../server/test-server.js'

const dataDir = mkdtempSync(join(tmpdir(), 'youju-webhooks-'))
const WAIT = { timeout: 20_000, interval: 20 }

interface Told {
  readonly headers: Record<string, string>
  readonly body: string
}

/** What was told, and the status that it gets. */
let told: Told[] = []
let status = 200
let redirectTo: string | undefined
const receiver = createServer((request, response) => {
  void text(request).then(body => {
    told.push({ headers: request.headers as Record<string, string>, body })
    response.writeHead(status, redirectTo === undefined ? {} : { location: redirectTo }).end()
  })
})

let now = Date.parse('2026-11-24T12:00:00Z')
let youju: Youju
let server: RunningServer
const call = (path: string, sent?: Sent) => send(server.port, path, sent)

async function start(): Promise<void> {
  const config = readConfig({ PORT: '0', YOUJU_DATA_DIR: dataDir, YOUJU_FETCH_ALLOWED_HOSTS: '127.0.0.1' })
  youju = await openYouju(config, { log: createLogger('silent'), clock: { now: () => new Date(now) } })
  server = await serve({ ...youju, webDir: '/nonexistent', webhookPollMs: 20 })
}
async function stop(): Promise<void> {
  await server.stop()
  await youju.close()
}

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  await start()
})
afterAll(async () => {
  await stop()
  receiver.close()
  await rm(dataDir, { recursive: true })
})

const receiverUrl = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`

async function create(url: string, ...events: string[]): Promise<Wire<'NewWebhook'>> {
  const created = await call('/v1/webhooks', { body: { url, events } })
  return expectShape(created, 201, 'NewWebhook') as Wire<'NewWebhook'>
}

async function remove(id: string): Promise<void> {
  expect((await call(`/v1/webhooks/${id}`, { method: 'DELETE' })).status).toBe(204)
}

async function listed(): Promise<Wire<'Webhook'>[]> {
  const list = expectShape(await call('/v1/webhooks'), 200, 'WebhookList') as Wire<'WebhookList'>
  return list.webhooks
}

async function put(...ids: string[]): Promise<void> {
  await youju.archive.putCollection('city')
  await youju.ingestor.put(
    'city',
    ids.map(id => ({ id, title: id, text: `${id} 的正文。` })),
  )
}

const events = () => told.map(({ body }) => JSON.parse(body) as { id: string; event: string; data: object })
const untilTold = (count: number) =>
  vi.waitFor(() => {
    expect(told).toHaveLength(count)
  }, WAIT)

describe('webhooks', () => {
  it('tell what happened, signed, and only what was asked for', async () => {
    const { id, secret } = await create(receiverUrl(), 'job.ended', 'document.withdrawn', 'document.deleted')
    expect(JSON.stringify(await listed())).not.toContain(secret)
    await put('a', 'b')
    await youju.archive.withdrawDocument('city', 'a', 'recalled')
    expect((await call('/v1/collections/city/documents/b', { method: 'DELETE' })).status).toBe(204)
    const job = await youju.archive.createJob('import', 2)
    await youju.archive.updateJob(job.id, { state: 'running' })
    await youju.archive.updateJob(job.id, { state: 'done', done: 2 })
    await untilTold(3)
    expect(events().map(({ event, data }) => ({ event, data }))).toEqual(
      expect.arrayContaining([
        { event: 'document.withdrawn', data: { collection: 'city', document_id: 'a' } },
        { event: 'document.deleted', data: { collection: 'city', document_id: 'b' } },
        {
          event: 'job.ended',
          data: { job_id: job.id, kind: 'import', state: 'done', done: 2, failed: 0, total: 2 },
        },
      ]),
    )
    for (const { headers, body } of told) {
      const hash = createHmac('sha256', secret)
        .update(`${now / 1000}.${body}`)
        .digest('hex')
      expect(headers['youju-signature']).toBe(`t=${now / 1000},v1=${hash}`)
      expect(headers['youju-delivery']).toBe((JSON.parse(body) as { id: string }).id)
    }
    await vi.waitFor(async () => {
      expect(await listed()).toMatchObject([{ waiting: 0, last_error: null }])
    }, WAIT)
    await remove(id)
    await put('c')
    await youju.archive.deleteDocument('city', 'c')
    expect(await youju.archive.webhooks.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
  })

  it('are tried again later, also after a restart, and say why they failed', async () => {
    told = []
    status = 503
    const { id } = await create(receiverUrl(), 'collection.deleted', 'document.deleted')
    await put('d', 'e')
    // One event for all of it.
    await call('/v1/collections/city', { method: 'DELETE' })
    await untilTold(1)
    const failed = { waiting: 1, given_up: 0, last_error: 'The receiver answered 503.' }
    await vi.waitFor(async () => {
      expect(await listed()).toMatchObject([failed])
    }, WAIT)
    await stop()
    status = 204
    await start()
    now += 30_000
    await untilTold(2)
    expect(events()[1]).toEqual({ ...events()[0] })
    expect(events()[1]).toMatchObject({ event: 'collection.deleted', data: { collection: 'city' } })
    await vi.waitFor(async () => {
      expect(await listed()).toMatchObject([{ waiting: 0 }])
    }, WAIT)
    await remove(id)
  })

  it('are given up in the end, visibly; what is not on the public net is not told at all', async () => {
    told = []
    const { id } = await create('http://10.0.0.1/hook', 'document.deleted')
    await put('f')
    await youju.archive.deleteDocument('city', 'f')
    await vi.waitFor(async () => {
      now += 6 * 3_600_000
      expect(await listed()).toMatchObject([
        { waiting: 0, given_up: 1, last_error: expect.stringContaining('fetch_refused') as string },
      ])
    }, WAIT)
    expect(told).toEqual([])
    await remove(id)
    expect(await listed()).toEqual([])
  })

  it('can be tried: told at once, signed, and said what became of it', async () => {
    told = []
    status = 204
    const { id, secret } = await create(receiverUrl(), 'job.ended')
    const test = (webhook: string) => call(`/v1/webhooks/${webhook}/test`, { method: 'POST' })
    const taken = expectShape(await test(id), 200, 'WebhookTest')
    expect(taken).toEqual({ taken: true, error: null })
    expect(events()).toMatchObject([{ event: 'webhook.test', data: { webhook_id: id } }])
    const { headers, body } = told[0] ?? { headers: {}, body: '' }
    const hash = createHmac('sha256', secret)
      .update(`${Math.floor(now / 1000)}.${body}`)
      .digest('hex')
    expect(headers['youju-signature']).toBe(`t=${Math.floor(now / 1000)},v1=${hash}`)
    status = 404
    const refused = (await test(id)).json()
    expect(refused).toEqual({ taken: false, error: 'The receiver answered 404.' })
    expectProblem(await test('wh_none'), 404, 'webhook_not_found')
    await remove(id)
  })

  it('that nobody takes hold up no other receiver, however much waits for them', async () => {
    told = []
    status = 204
    // Takes a connection and never answers.
    const away = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(away, 'listening')
    const dead = await create(
      `http://127.0.0.1:${(away.address() as AddressInfo).port}/`,
      'document.withdrawn',
      'document.deleted',
    )
    const ids = Array.from({ length: 40 }, (_, index) => `w${index}`)
    await put(...ids)
    await Promise.all(ids.map(id => youju.archive.withdrawDocument('city', id, 'recalled')))
    const { id } = await create(receiverUrl(), 'document.deleted')
    await put('last')
    await youju.archive.deleteDocument('city', 'last')
    await vi.waitFor(() => {
      expect(events()).toMatchObject([{ event: 'document.deleted', data: { document_id: 'last' } }])
    }, WAIT)
    away.closeAllConnections()
    away.close()
    await remove(dead.id)
    await remove(id)
  })

  it('follow no receiver that sends them elsewhere', async () => {
    told = []
    const elsewhere: string[] = []
    const other = createServer((request, response) => {
      elsewhere.push(request.url ?? '')
      response.end()
    }).listen(0, '127.0.0.1')
    await once(other, 'listening')
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/stolen`
    status = 307
    redirectTo = location
    const { id } = await create(receiverUrl(), 'job.ended')
    const tried = (await call(`/v1/webhooks/${id}/test`, { method: 'POST' })).json()
    expect(tried).toEqual({ taken: false, error: 'The receiver answered 307.' })
    expect(elsewhere).toEqual([])
    other.close()
    redirectTo = undefined
    await remove(id)
  })

  it.each([
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]:8080/',
    'http://[::ffff:10.0.0.1]/',
    'http://0x7f.1:22/',
    'http://2130706433:25/',
  ])('reach nothing inside: %s is refused, in words that tell nothing of it', async url => {
    const created = await call('/v1/webhooks', { body: { url, events: ['job.ended'] } })
    const { id } = created.json() as { id: string }
    const tried = (await call(`/v1/webhooks/${id}/test`, { method: 'POST' })).json()
    expect(tried).toEqual({ taken: false, error: expect.stringMatching(/^fetch_refused: /) as string })
    await remove(id)
  })

  it.each<[string, object]>([
    ['an address that is none', { url: 'ftp://example.org', events: ['job.ended'] }],
    ['a password in it', { url: 'https://user:password@example.org', events: ['job.ended'] }],
    ['no event', { url: 'https://example.org', events: [] }],
    ['an event that there is not', { url: 'https://example.org', events: ['everything'] }],
    ['a secret of their own', { url: 'https://example.org', events: ['job.ended'], secret: 'x' }],
  ])('are refused with %s', async (_name, body) => {
    expectProblem(await call('/v1/webhooks', { body }), 400, 'invalid_request')
  })

  it('are removed once', async () => {
    expectProblem(await call('/v1/webhooks/wh_none', { method: 'DELETE' }), 404, 'webhook_not_found')
  })
})
