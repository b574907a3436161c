import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventsOf, expectProblem, expectShape } from './conformance.js'
import { begin, startTestServer, type TestServer } from './test-server.js'

/** A key, made as the operator makes one. */
interface Made {
  readonly id: string
  readonly key: string
}

let nowMs: number
let server: TestServer
const clock = { now: () => new Date(nowMs) }
beforeEach(async () => {
  nowMs = Date.parse('2026-11-25T08:00:00Z')
  server = await startTestServer({ clock, rightCheckMs: 10 }, { YOUJU_AUTH_FAILURES_PER_MINUTE: '5' })
})
afterEach(() => server.close())

const operator = () => ({ authorization: `Bearer ${server.access.operatorToken}` })
const make = async (body: object = { role: 'admin' }): Promise<Made> =>
  expectShape(await server.send('/v1/keys', { body, headers: operator() }), 201, 'NewKey') as unknown as Made
const list = (key?: string, path = '/v1/collections') =>
  server.send(path, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })

describe('the first key', () => {
  it('ends the mode without keys at once, for this machine too', async () => {
    expect((await list()).status).toBe(200)
    const { key } = await make()
    const refused = await list()
    expectProblem(refused, 401, 'unauthenticated')
    expect(refused.headers['www-authenticate']).toMatch(/^Bearer/)
    expect((await list(key)).status).toBe(200)
  })

  it('opens the server to other hosts, origins and proxies, for its holder', async () => {
    const { key } = await make()
    const headers = {
      authorization: `Bearer ${key}`,
      host: 'youju.example',
      'x-forwarded-for': '192.0.2.1',
      origin: 'https://youju.example',
    }
    const received = await server.send('/v1/collections', { headers })
    expect(received.status).toBe(200)
    expect(received.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('leaves health, readiness and the description open, and tells strangers no figure', async () => {
    await make()
    for (const path of ['/healthz', '/openapi.json']) expect((await list(undefined, path)).status).toBe(200)
    expect((await list(undefined, '/readyz')).json()).toEqual({ status: 'ready' })
    expect((await list('wrong', '/healthz')).status).toBe(200)
  })

  it('revoked, lets nobody back in without one: only who can read the data directory', async () => {
    const { id } = await make()
    const removed = await server.send(`/v1/keys/${id}`, { method: 'DELETE', headers: operator() })
    expect(removed.status).toBe(204)
    expectProblem(await list(), 401, 'unauthenticated')
    expect((await make()).key).toMatch(/^yk_/)
  })
})

describe('a key', () => {
  it('is shown once; a list, the records and the log of changes never hold its secret', async () => {
    const { id, key } = await make({ role: 'reader', name: '编辑部', collections: ['default'] })
    const secret = key.slice('yk_'.length + 18 + 1)
    expect(Buffer.from(secret, 'base64url').length).toBe(32)
    const shown = await server.send('/v1/keys', { headers: operator() })
    expect(expectShape(shown, 200, 'KeyList')).toMatchObject({
      keys: [{ id, name: '编辑部', role: 'reader', collections: ['default'], state: 'active' }],
    })
    const kept = JSON.stringify(await server.rooms.archive.access.keys())
    const audit = await server.send('/v1/audit', { headers: operator() })
    for (const text of [shown.text, kept, audit.text]) expect(text).not.toContain(secret)
    expect(audit.json()).toMatchObject({ entries: [{ action: 'createKey', target: id, outcome: 'ok' }] })
  })

  it('that is missing, malformed, unknown, wrong, revoked or expired is refused alike', async () => {
    const { key } = await make()
    const { id: revokedId, key: revoked } = await make()
    await server.send(`/v1/keys/${revokedId}`, { method: 'DELETE', headers: operator() })
    const { key: expired } = await make({ role: 'admin', expires_at: '2026-11-26T00:00:00Z' })
    nowMs += 24 * 3_600_000
    const unknown = key.replace(/^yk_.{18}/, `yk_${'0'.repeat(18)}`)
    const wrong = key.slice(0, -4) + (key.endsWith('AAAA') ? 'BBBB' : 'AAAA')
    const answers = []
    for (const shown of [undefined, 'nonsense', unknown, wrong, revoked, expired]) {
      nowMs += 61_000
      answers.push(await list(shown))
    }
    expect((await list(key)).status).toBe(200)
    const [first, ...others] = answers.map(({ status, headers, text }) => {
      const problem = text.replace(/"request_id":"[^"]+"/, '')
      return { status, problem, challenge: headers['www-authenticate'] }
    })
    expect(first?.status).toBe(401)
    for (const other of others) expect(other).toEqual(first)
  })

  it('is noted as used, at most once a minute', async () => {
    const { key } = await make()
    const lastUse = async () => {
      await server.access.keys.flush()
      return (await server.rooms.archive.access.keys())[0]?.lastUsedAt
    }
    expect(await lastUse()).toBeNull()
    await list(key)
    expect(await lastUse()).toBe('2026-11-25T08:00:00.000Z')
    nowMs += 59_000
    await list(key)
    expect(await lastUse()).toBe('2026-11-25T08:00:00.000Z')
    nowMs += 1000
    await list(key)
    expect(await lastUse()).toBe('2026-11-25T08:01:00.000Z')
  })

  it('guessed too often is turned away, while right ones from the same address are taken', async () => {
    const { key } = await make()
    for (let attempt = 0; attempt < 5; attempt++)
      expectProblem(await list(`yk_guess${attempt}`), 401, 'unauthenticated')
    const refused = await list('yk_guess')
    expectProblem(refused, 429, 'too_many_attempts')
    expect(refused.headers['retry-after']).toBe('60')
    expect((await list(key)).status).toBe(200)
    nowMs += 61_000
    expectProblem(await list('yk_guess'), 401, 'unauthenticated')
  })

  it('limited to some collections administers no keys, sites or audit', async () => {
    const { key } = await make({ role: 'admin', collections: ['default'] })
    for (const path of ['/v1/keys', '/v1/sites', '/v1/audit'])
      expectProblem(await list(key, path), 403, 'forbidden')
    const made = { body: { role: 'admin' }, headers: { authorization: `Bearer ${key}` } }
    expectProblem(await server.send('/v1/keys', made), 403, 'forbidden')
  })
})

describe('a stream that a job is followed by', () => {
  const follow = async (key?: string) => {
    const { id } = await server.rooms.archive.createJob('reindex', 2)
    const headers = {
      accept: 'text/event-stream',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    }
    return begin(server.port, `/v1/jobs/${id}`, { headers })
  }
  const last = async (text: Promise<string>) => eventsOf(await text).at(-1)
  const refused = { event: 'error', data: { code: 'unauthenticated', status: 401 } }

  it('ends soon after its key was revoked; that of another key goes on', async () => {
    const [{ id, key }, other] = [await make({ role: 'writer' }), await make()]
    const [ended, lasting] = await Promise.all([follow(key), follow(other.key)])
    let hasEnded = false
    void lasting.text.catch(() => undefined).finally(() => (hasEnded = true))
    expect((await server.send(`/v1/keys/${id}`, { method: 'DELETE', headers: operator() })).status).toBe(204)
    expect(await last(ended.text)).toMatchObject(refused)
    expect(hasEnded).toBe(false)
    const { entries } = (await server.send('/v1/audit', { headers: operator() })).json()
    expect(entries).toContainEqual(
      expect.objectContaining({ caller: id, action: 'getJob', outcome: 'unauthenticated' }),
    )
    lasting.leave()
  })

  it('ends when its key expires', async () => {
    const { key } = await make({ role: 'writer', expires_at: '2026-11-25T09:00:00Z' })
    const ended = await follow(key)
    nowMs += 3_600_000
    expect(await last(ended.text)).toMatchObject(refused)
  })

  it('ends with the mode without keys', async () => {
    const ended = await follow()
    await make()
    expect(await last(ended.text)).toMatchObject(refused)
  })
})
