import { afterEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../core/config.js'
import type { Caller } from '../../server/access/auth.js'
import { addressGroup } from '../../server/limits/address-group.js'
import { ModelTokenLimits } from '../../server/limits/model-tokens.js'
import { createRequestLimits } from '../../server/limits/request-limits.js'
import { WindowLimit } from '../../server/limits/window-limit.js'
import { systemClock } from '../../core/clock.js'
import { LOOPBACK_CALLER } from '../../server/access/auth.js'
import { expectProblem } from './conformance.js'
import { fakeAccessRecords } from './fake-access-records.js'
import { startTestServer, type TestServer } from './test-server.js'

let server: TestServer | undefined
afterEach(async () => {
  vi.useRealTimers()
  await server?.close()
})

const ORIGIN = 'https://yunwan.example'
const visitor = (id: string, address: string): Caller => ({
  kind: 'widget',
  id,
  role: 'widget',
  collections: undefined,
  address,
  limits: { subject: 'st_1', questionsPerDay: null, modelTokensPerDay: 1000 },
})

describe('a limit of a window', () => {
  it('begins anew when the window is over', async () => {
    vi.useFakeTimers()
    const limit = new WindowLimit({ limit: 2, windowSeconds: 60 })
    expect(await limit.take('a')).toMatchObject({ isOver: false, remaining: 1, resetMs: 60_000 })
    expect(await limit.take('a')).toMatchObject({ isOver: false, remaining: 0 })
    expect(await limit.take('a')).toMatchObject({ isOver: true, isFirstOver: true })
    expect(await limit.take('a')).toMatchObject({ isOver: true, isFirstOver: false })
    expect(await limit.take('b')).toMatchObject({ isOver: false })
    vi.advanceTimersByTime(60_001)
    expect(await limit.take('a')).toMatchObject({ isOver: false, remaining: 1 })
  })

  it('remembers a bounded number of subjects', async () => {
    const limit = new WindowLimit({ limit: 1, windowSeconds: 60, maxSubjects: 100 })
    for (let index = 0; index < 1000; index++) await limit.take(`address ${index}`)
    expect((await limit.take('address 999')).isOver).toBe(true)
    expect((await limit.take('address 0')).isOver).toBe(false)
  })
})

describe('the address that counts', () => {
  it.each([
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:aaaa::1', addressGroup('2001:db8:1:2:bbbb::2')],
    ['nonsense', 'unknown'],
    [undefined, 'unknown'],
  ])('of %s is %s', (address, expected) => {
    expect(addressGroup(address)).toBe(expected)
  })

  it('differs between networks', () => {
    expect(addressGroup('2001:db8:1:2::1')).not.toBe(addressGroup('2001:db8:1:3::1'))
  })
})

describe('requests a minute', () => {
  it('are counted for the visitor, then the address, then the site; never for the operator', async () => {
    const limits = createRequestLimits(
      readConfig({
        YOUJU_VISITOR_REQUESTS_PER_MINUTE: '2',
        YOUJU_ADDRESS_REQUESTS_PER_MINUTE: '3',
        YOUJU_SITE_REQUESTS_PER_MINUTE: '4',
      }),
    )
    const over = async (caller: Caller) => (await limits.take(caller))?.isOver
    const one = visitor('st_1:a', '203.0.113.1')
    expect([await over(one), await over(one), await over(one)]).toEqual([false, false, true])
    // Another visitor of the same address, then one elsewhere: of the site four were counted.
    expect(await over(visitor('st_1:b', '203.0.113.1'))).toBe(false)
    expect(await over(visitor('st_1:c', '203.0.113.1'))).toBe(true)
    expect(await over(visitor('st_1:d', '203.0.113.2'))).toBe(false)
    expect(await over(visitor('st_1:e', '203.0.113.3'))).toBe(true)
    expect(await limits.take(LOOPBACK_CALLER)).toBeUndefined()
  })

  it('of a key are refused with what is left and when to come again, before the rest of the request counts', async () => {
    server = await startTestServer({}, { YOUJU_KEY_REQUESTS_PER_MINUTE: '2' })
    const made = { name: null, role: 'reader', collections: null, expiresAt: null } as const
    const [{ token }, other] = [await server.access.keys.create(made), await server.access.keys.create(made)]
    const ask = { body: { query: '图书馆' }, headers: { authorization: `Bearer ${token}` } }
    const first = await server.send('/v1/search', ask)
    expect(first.headers).toMatchObject({
      ratelimit: expect.stringMatching(/^"requests";r=1;t=\d+$/) as string,
    })
    expect(first.headers['ratelimit-policy']).toBe('"requests";q=2;w=60')
    await server.send('/v1/search', ask)
    const refused = await server.send('/v1/search', { ...ask, body: 'not even JSON' })
    expectProblem(refused, 429, 'rate_limited')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    const others = { headers: { authorization: `Bearer ${other.token}` } }
    expect((await server.send('/v1/collections', others)).status).toBe(200)
    await server.send('/v1/search', ask)
    await server.access.audit.flush()
    const audited = await server.rooms.archive.access.audit({ limit: 10, outcome: 'rate_limited' })
    expect(audited).toHaveLength(1)
  })
})

describe('addresses behind a proxy', () => {
  const anonymous = (address: string) => ({ headers: { 'x-forwarded-for': address } })

  it('count when the proxy is trusted', async () => {
    const settings = {
      YOUJU_ADDRESS_REQUESTS_PER_MINUTE: '1',
      YOUJU_TRUSTED_PROXIES: '10.0.0.1, 127.0.0.0/8',
    }
    server = await startTestServer({}, settings)
    await server.access.keys.create({ name: null, role: 'admin', collections: null, expiresAt: null })
    const statuses = []
    for (const address of ['203.0.113.1', '203.0.113.1', '203.0.113.2'])
      statuses.push((await server.send('/healthz', anonymous(address))).status)
    expect(statuses).toEqual([200, 429, 200])
  })

  it('do not count when it is not', async () => {
    server = await startTestServer({}, { YOUJU_ADDRESS_REQUESTS_PER_MINUTE: '1' })
    await server.access.keys.create({ name: null, role: 'admin', collections: null, expiresAt: null })
    await server.send('/healthz', anonymous('203.0.113.1'))
    expectProblem(await server.send('/healthz', anonymous('203.0.113.2')), 429, 'rate_limited')
  })

  it.each(['10.0.0.0/33', 'example.org', '10.0.0.1;10.0.0.2'])('are not read from %s', wrong => {
    expect(() => readConfig({ YOUJU_TRUSTED_PROXIES: wrong })).toThrow('YOUJU_TRUSTED_PROXIES')
  })
})

describe('tokens of the language model', () => {
  const perDay = { key: 500, visitor: 300, address: 0 }
  const limits = () => new ModelTokenLimits({ records: fakeAccessRecords(), clock: systemClock }, perDay)

  it('are taken from every account of a caller, or from none', async () => {
    const tokens = limits()
    const [a, b] = [tokens.of(visitor('st_1:a', '203.0.113.1')), tokens.of(visitor('st_1:b', '203.0.113.1'))]
    expect(await a?.take(300)).toBe(true)
    expect(await a?.take(1)).toBe(false)
    expect(await b?.take(301)).toBe(false)
    expect(await b?.take(300)).toBe(true)
    await a?.giveBack(250)
    expect(await a?.take(250)).toBe(true)
    const c = tokens.of(visitor('st_1:c', '203.0.113.1'))
    expect(await c?.take(300)).toBe(true)
    // The site has 1,000 a day, of which 900 are used.
    expect(await tokens.of(visitor('st_1:d', '203.0.113.1'))?.take(101)).toBe(false)
    expect(await tokens.of(visitor('st_1:d', '203.0.113.1'))?.take(100)).toBe(true)
  })

  it('of a key are its own; the operator has no limit', async () => {
    const tokens = limits()
    const key: Caller = { kind: 'key', id: 'key_1', role: 'reader', collections: undefined }
    expect(await tokens.of(key)?.take(500)).toBe(true)
    expect(await tokens.of(key)?.take(1)).toBe(false)
    expect(tokens.of(LOOPBACK_CALLER)).toBeUndefined()
  })
})

describe('past the budget of a site', () => {
  it('no question reaches the answerer, from whatever address and visitor it comes', async () => {
    let asked = 0
    const answerer = { answer: () => Promise.reject(new Error(`question ${++asked}`)) }
    server = await startTestServer({ answerer }, { YOUJU_TRUSTED_PROXIES: '127.0.0.1' })
    const { access, send } = server
    await access.keys.create({ name: null, role: 'admin', collections: null, expiresAt: null })
    const site = await access.sites.create({
      ...{ name: null, origins: [ORIGIN], collections: null, modelTokensPerDay: null },
      questionsPerDay: 3,
    })
    const codes: unknown[] = []
    for (let index = 0; index < 100; index++) {
      const address = { origin: ORIGIN, 'x-forwarded-for': `203.0.${index % 100}.7` }
      const opened = await send('/v1/widget/sessions', { headers: address, body: { site_key: site.siteKey } })
      const authorization = `Bearer ${String(opened.json()['token'])}`
      const headers = { ...address, authorization }
      codes.push(
        (await send('/v1/answers', { headers, body: { question: '图书馆几点开门' } })).json()['code'],
      )
    }
    expect(asked).toBe(3)
    expect(codes.slice(3)).toEqual(Array(97).fill('budget_exhausted'))
  })
})
