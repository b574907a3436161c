import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectProblem, expectShape } from './conformance.js'
import { startTestServer, type TestServer } from './test-server.js'

const HOST = 'youju.example'

let nowMs: number
let server: TestServer
let made: { id: string; key: string }
beforeEach(async () => {
  nowMs = Date.parse('2026-11-25T08:00:00Z')
  server = await startTestServer({ clock: { now: () => new Date(nowMs) } })
  made = (await server.send('/v1/keys', { body: { role: 'admin' } })).json() as typeof made
})
afterEach(() => server.close())

const signIn = (key = made.key, origin = `https://${HOST}`) =>
  server.send('/v1/session', { body: { key }, headers: { host: HOST, origin } })

async function signedIn() {
  const received = await signIn()
  const csrf = String(expectShape(received, 201, 'Session')['csrf_token'])
  const [set = ''] = received.headers['set-cookie'] ?? []
  return { csrf, set, cookie: set.split(';')[0] ?? '' }
}

const putCollection = (headers: Record<string, string>) =>
  server.send('/v1/collections/new', { method: 'PUT', headers: { host: HOST, ...headers } })

describe('signing in', () => {
  it('sets a cookie that scripts cannot read and other sites cannot send', async () => {
    const { set } = await signedIn()
    expect(set).toMatch(
      /^youju_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/,
    )
    expect(set).not.toContain(made.key)
    const plain = await signIn(made.key, `http://${HOST}`)
    expect(plain.headers['set-cookie']?.[0]).not.toContain('Secure')
  })

  it('needs a key in force, and a page of this server', async () => {
    expectProblem(await signIn('yk_wrong'), 401, 'unauthenticated')
    expectProblem(await signIn(made.key, 'https://evil.example'), 403, 'forbidden_origin')
    const sent = { body: { key: made.key }, headers: { host: HOST } }
    expectProblem(await server.send('/v1/session', sent), 403, 'forbidden_origin')
  })
})

describe('somebody who is signed in', () => {
  it('reads by the cookie, and changes with the token from our own page only', async () => {
    const { cookie, csrf } = await signedIn()
    const origin = `https://${HOST}`
    expect((await server.send('/v1/keys', { headers: { cookie } })).status).toBe(200)
    expectProblem(await putCollection({ cookie, origin }), 403, 'forbidden_origin')
    expectProblem(await putCollection({ cookie, origin, 'x-youju-csrf': 'wrong' }), 403, 'forbidden_origin')
    expectProblem(await putCollection({ cookie, 'x-youju-csrf': csrf }), 403, 'forbidden_origin')
    const evil = { cookie, 'x-youju-csrf': csrf, origin: 'https://evil.example' }
    expectProblem(await putCollection(evil), 403, 'forbidden_origin')
    expect((await putCollection({ cookie, origin, 'x-youju-csrf': csrf })).status).toBe(201)
  })

  it('stays so for 12 hours after the last request', async () => {
    const { cookie } = await signedIn()
    for (let hours = 0; hours < 30; hours += 10) {
      nowMs += 10 * 3_600_000
      expect((await server.send('/v1/session', { headers: { cookie } })).status).toBe(200)
    }
    nowMs += 12 * 3_600_000
    expectProblem(await server.send('/v1/session', { headers: { cookie } }), 401, 'unauthenticated')
  })

  it('stays so however often somebody with another key signs in, who keeps the newest 20', async () => {
    const other = (
      await server.access.keys.create({
        ...{ name: null, role: 'reader', collections: null, expiresAt: null },
      })
    ).token
    const { cookie } = await signedIn()
    const cookies: string[] = []
    for (let times = 0; times < 21; times++) {
      const [set = ''] = (await signIn(other)).headers['set-cookie'] ?? []
      cookies.push(set.split(';')[0] ?? '')
    }
    const statusOf = async (shown: string) =>
      (await server.send('/v1/session', { headers: { cookie: shown } })).status
    expect(
      await Promise.all([cookie, cookies[0] ?? '', cookies[1] ?? '', cookies[20] ?? ''].map(statusOf)),
    ).toEqual([200, 401, 200, 200])
  })

  it('gets a new cookie and token at each sign-in, whatever cookie was there before', async () => {
    const planted = 'youju_session=planted-by-somebody-else-0123456789abcdefghi'
    const received = await server.send('/v1/session', {
      body: { key: made.key },
      headers: { host: HOST, origin: `https://${HOST}`, cookie: planted },
    })
    expect(received.status).toBe(201)
    expect(received.headers['set-cookie']?.join()).not.toContain('planted')
    expectProblem(await server.send('/v1/keys', { headers: { cookie: planted } }), 401, 'unauthenticated')
    const [first, second] = [await signedIn(), await signedIn()]
    expect(first.cookie).not.toBe(second.cookie)
    expect(first.csrf).not.toBe(second.csrf)
    const mixed = { cookie: first.cookie, origin: `https://${HOST}`, 'x-youju-csrf': second.csrf }
    expectProblem(await putCollection(mixed), 403, 'forbidden_origin')
  })

  it('is out when the key is revoked, or after signing out', async () => {
    const first = await signedIn()
    const headers = {
      host: HOST,
      origin: `https://${HOST}`,
      cookie: first.cookie,
      'x-youju-csrf': first.csrf,
    }
    const out = await server.send('/v1/session', { method: 'DELETE', headers })
    expect(out.status).toBe(204)
    expect(out.headers['set-cookie']?.join()).toContain('Max-Age=0')
    expectProblem(
      await server.send('/v1/keys', { headers: { cookie: first.cookie } }),
      401,
      'unauthenticated',
    )
    const second = await signedIn()
    await server.access.keys.revoke(made.id)
    expectProblem(
      await server.send('/v1/keys', { headers: { cookie: second.cookie } }),
      401,
      'unauthenticated',
    )
  })
})
