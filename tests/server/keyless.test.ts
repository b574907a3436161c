import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ANONYMOUS_CALLER, LOOPBACK_CALLER, requireRole } from '../../server/access/auth.js'
import { isLoopbackName } from '../../server/http/loopback.js'
import { expectProblem } from './conformance.js'
import { startTestServer, type TestServer } from './test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

describe('without keys, only this machine is served', () => {
  it.each([
    'localhost',
    'LOCALHOST:3000',
    '127.0.0.1',
    '127.0.0.1:9',
    '127.8.9.10:80',
    '[::1]',
    '[::1]:3000',
  ])('takes Host %s', async host => {
    expect((await server.send('/v1/collections', { headers: { host } })).status).toBe(200)
  })

  it.each([
    'youju.example',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.nip.io',
    '127.0.0.1.evil.example:3000',
    '128.0.0.1',
    '0.0.0.0:3000',
    '192.168.1.5',
    '[::]:3000',
    '[::2]',
    '[fe80::1]',
    'localhost:3000:1',
    'user@localhost',
    'localhost/',
    '2130706433',
    '0x7f.1',
  ])('refuses Host %j', async host => {
    expectProblem(await server.send('/v1/collections', { headers: { host } }), 403, 'forbidden_origin')
  })

  it.each([
    'null',
    'https://evil.example',
    'http://localhost.evil.example',
    'http://127.0.0.1:1',
    'http://localhost',
    'https://127.0.0.1:3000',
    'file://',
    'chrome-extension://abc',
    '',
  ])('refuses Origin %j', async origin => {
    const headers = { host: '127.0.0.1:3000', origin }
    expectProblem(await server.send('/v1/search', { body: { query: 'a' }, headers }), 403, 'forbidden_origin')
  })

  it('takes its own Origin', async () => {
    const headers = { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' }
    expect((await server.send('/v1/search', { body: { query: 'a' }, headers })).status).toBe(200)
  })

  it.each([
    ['forwarded', 'for=1.2.3.4'],
    ['x-forwarded-for', '1.2.3.4'],
    ['X-Forwarded-Host', 'localhost'],
    ['x-forwarded-proto', 'https'],
    ['x-forwarded-for', ''],
    ['via', '1.1 proxy'],
    ['X-Real-IP', '127.0.0.1'],
    ['cf-connecting-ip', '1.2.3.4'],
  ])('refuses a request with %s: %s', async (name, value) => {
    expectProblem(
      await server.send('/v1/collections', { headers: { [name]: value } }),
      403,
      'forbidden_origin',
    )
  })

  it.each(['/', '/assets/x.js', '/healthz', '/readyz', '/openapi.json', '/v1/nothing'])(
    'refuses another site at %s too, and reads no body for it',
    async path => {
      const sent = { headers: { host: 'evil.example' } }
      expectProblem(await server.send(path, sent), 403, 'forbidden_origin')
    },
  )

  it('sends no CORS permission, ever', async () => {
    const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    for (const method of ['OPTIONS', 'GET', 'POST']) {
      const { headers } = await server.send('/v1/search', { method, headers: preflight })
      expect(Object.keys(headers).filter(name => name.startsWith('access-control'))).toEqual([])
    }
  })
})

describe('isLoopbackName', () => {
  it('takes 127.0.0.0/8 and no other address', () => {
    fc.assert(
      fc.property(fc.ipV4(), address => {
        expect(isLoopbackName(address)).toBe(address.startsWith('127.'))
      }),
    )
  })

  it('takes no name but localhost', () => {
    fc.assert(
      fc.property(fc.domain(), name => {
        expect(isLoopbackName(name)).toBe(false)
      }),
    )
  })
})

describe('requireRole', () => {
  it.each([
    ['admin', 'reader'],
    ['admin', 'admin'],
    ['writer', 'reader'],
    ['reader', 'reader'],
  ] as const)('lets a %s do what a %s may', (role, needed) => {
    expect(requireRole({ ...LOOPBACK_CALLER, role }, needed)).toMatchObject({ role })
  })

  it.each([
    ['reader', 'writer'],
    ['reader', 'admin'],
    ['writer', 'admin'],
  ] as const)('keeps a %s from what a %s may', (role, needed) => {
    expect(() => requireRole({ ...LOOPBACK_CALLER, role }, needed)).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    )
  })

  it('refuses whoever was not authenticated', () => {
    expect(() => requireRole(ANONYMOUS_CALLER, 'reader')).toThrow(
      expect.objectContaining({ code: 'unauthenticated' }),
    )
  })
})
