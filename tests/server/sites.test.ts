import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectProblem, expectShape } from './conformance.js'
import { startTestServer, type TestServer } from './test-server.js'

const ORIGIN = 'https://site.example'

let nowMs: number
let server: TestServer
let site: { id: string; site_key: string }
beforeEach(async () => {
  nowMs = Date.parse('2026-11-25T08:00:00Z')
  server = await startTestServer({ clock: { now: () => new Date(nowMs) } })
  await server.send('/v1/keys', { body: { role: 'admin' } })
  const body = { origins: [ORIGIN], collections: ['default'], questions_per_day: 2 }
  site = (await server.send('/v1/sites', { body, headers: operator() })).json() as typeof site
})
afterEach(() => server.close())

const operator = () => ({ authorization: `Bearer ${server.access.operatorToken}` })
const open = (origin = ORIGIN, siteKey = site.site_key) =>
  server.send('/v1/widget/sessions', {
    body: { site_key: siteKey },
    headers: { origin },
  })
const session = async () => String(expectShape(await open(), 201, 'WidgetSession')['token'])
const ask = (token: string, origin = ORIGIN, more: object = {}) =>
  server.send('/v1/answers', {
    body: { question: '图书馆', ...more },
    headers: { authorization: `Bearer ${token}`, origin },
  })

/** What a page of another site may claim to be, and what only looks like the site. */
const FOREIGN_ORIGINS: readonly [string, string][] = [
  ['a sandboxed frame or a file', 'null'],
  ['another scheme', 'http://site.example'],
  ['another port', 'https://site.example:8443'],
  ['its own port, spelt out', 'https://site.example:443'],
  ['a subdomain', 'https://www.site.example'],
  ['a longer host', 'https://site.example.evil.example'],
  ['a host that ends alike', 'https://evil-site.example'],
  ['a host that begins alike', 'https://site.example-evil.example'],
  ['capitals', 'https://SITE.example'],
  ['a path', 'https://site.example/'],
  ['a dot at the end', 'https://site.example.'],
  ['the site as a name of a user', 'https://site.example@evil.example'],
  ['the site as a name and password', 'https://site.example:443@evil.example'],
  ['a user at the site', 'https://user@site.example'],
  ['a look-alike letter in ASCII', 'https://xn--ste-8pa.example'],
  ['a look-alike letter as it is', 'https://s\u00ecte.example'],
  ['two at once', 'https://site.example, https://evil.example'],
  ['two, with a space', 'https://evil.example https://site.example'],
  ['the site after a fragment', 'https://evil.example#https://site.example'],
  ['an underscore', 'https://site_example'],
  ['a percent sign', 'https://site%2eexample'],
  ['an extension of a browser', 'chrome-extension://site.example'],
  ['a pattern', 'https://*.example'],
  ['everything', '*'],
  ['nothing', ''],
]

const granted = ({ headers }: { readonly headers: object }) =>
  Object.keys(headers).filter(name => name.startsWith('access-control'))

describe('a session of the widget', () => {
  it.each(FOREIGN_ORIGINS)('is not opened for a page of %s: %s', async (_what, origin) => {
    const refused = await open(origin)
    expectProblem(refused, 403, 'forbidden_origin')
    expect(granted(refused)).toEqual([])
  })

  it.each(FOREIGN_ORIGINS)('is worth nothing on a page of %s: %s', async (_what, origin) => {
    const refused = await ask(await session(), origin)
    expectProblem(refused, 401, 'unauthenticated')
    expect(granted(refused)).toEqual([])
  })

  it('is not opened without an origin, or with a key that is not in force, in the same words', async () => {
    const missing = await server.send('/v1/widget/sessions', { body: { site_key: site.site_key } })
    const wrong = await open(ORIGIN, 'site_wrong')
    expect([missing.status, missing.json()['detail']]).toEqual([wrong.status, wrong.json()['detail']])
    expectProblem(missing, 403, 'forbidden_origin')
  })

  it('asks within the collections of its site, from its own page, until it is over', async () => {
    const token = await session()
    expect((await ask(token)).status).toBe(200)
    expectProblem(await ask(token, 'https://other.example'), 401, 'unauthenticated')
    expectProblem(await ask(token, ORIGIN, { collections: ['secret'] }), 404, 'collection_not_found')
    nowMs += 15 * 60_000
    expectProblem(await ask(token), 401, 'unauthenticated')
  })

  it('changed by a character is none', async () => {
    const token = await session()
    const [payload = '', signature = ''] = token.slice(3).split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    const longer = Buffer.from(JSON.stringify({ ...claims, expiresAtMs: nowMs * 2 })).toString('base64url')
    for (const forged of [`yw_${longer}.${signature}`, `${token}A`, token.slice(0, -1), `yw_${payload}.`])
      expectProblem(await ask(forged), 401, 'unauthenticated')
  })

  it('ends at once when its site gets another key, or is closed', async () => {
    const first = await session()
    const rotated = await server.send(`/v1/sites/${site.id}/rotate`, { method: 'POST', headers: operator() })
    expectProblem(await ask(first), 401, 'unauthenticated')
    expectProblem(await open(), 403, 'forbidden_origin')
    site = rotated.json() as typeof site
    const second = await session()
    expect((await ask(second)).status).toBe(200)
    await server.send(`/v1/sites/${site.id}`, { method: 'DELETE', headers: operator() })
    expectProblem(await ask(second), 401, 'unauthenticated')
  })

  it('renewed is the same visitor, whose conversation goes on; another session is another', async () => {
    const token = await session()
    const answer = (await ask(token)).json()
    nowMs += 16 * 60_000
    const sent = { body: { site_key: site.site_key, previous: token }, headers: { origin: ORIGIN } }
    const renewed = String((await server.send('/v1/widget/sessions', sent)).json()['token'])
    const rate = (by: string) =>
      server.send(`/v1/answers/${String(answer['id'])}/feedback`, {
        body: { rating: 'up' },
        headers: { authorization: `Bearer ${by}`, origin: ORIGIN },
      })
    expect((await rate(renewed)).status).toBe(204)
    expectProblem(await rate(await session()), 404, 'answer_not_found')
  })

  it('asks no more than its site may in a day, all visitors together', async () => {
    for (const token of [await session(), await session()]) expect((await ask(token)).status).toBe(200)
    const refused = await ask(await session())
    expectProblem(refused, 429, 'budget_exhausted')
    expect(Number(refused.headers['retry-after'])).toBe(16 * 3600)
    nowMs += 16 * 3_600_000
    expect((await ask(await session())).status).toBe(200)
  })
})

describe('CORS', () => {
  const preflight = (path: string, method: string, origin = ORIGIN) =>
    server.send(path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': method } })

  it('is for pages of a site, on the routes of the widget', async () => {
    const granted = await preflight('/v1/answers', 'POST')
    expect(granted.status).toBe(204)
    expect(granted.headers).toMatchObject({ 'access-control-allow-origin': ORIGIN })
    expect(granted.headers.vary).toContain('Origin')
    expect((await ask(await session())).headers['access-control-allow-origin']).toBe(ORIGIN)
    expect((await preflight('/v1/conversations/x', 'DELETE')).status).toBe(204)
  })

  it.each(FOREIGN_ORIGINS)('answers no preflight of %s: %s', async (_what, origin) => {
    for (const [path, method] of [
      ['/v1/answers', 'POST'],
      ['/v1/widget/sessions', 'POST'],
      ['/widget.js', 'GET'],
    ] as const) {
      const refused = await preflight(path, method, origin)
      expect(granted(refused)).toEqual([])
      expect(JSON.stringify(refused.headers)).not.toContain('evil.example')
    }
  })

  it.each([
    ['/v1/answers', 'POST', 'https://other.example'],
    ['/v1/answers/x', 'GET', ORIGIN],
    ['/v1/search', 'POST', ORIGIN],
    ['/v1/keys', 'POST', ORIGIN],
    ['/v1/session', 'POST', ORIGIN],
    ['/v1/collections/default/documents', 'GET', ORIGIN],
  ])('is not for %s %s of %s', async (path, method, origin) => {
    expect(granted(await preflight(path, method, origin))).toEqual([])
  })
})
