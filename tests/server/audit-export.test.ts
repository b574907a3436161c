import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import type { AuditQuery, AuditRecord } from '../../store/access-records.js'
import { createFakeRooms } from './fakes.js'
import { expectProblem } from './conformance.js'
import { begin, send, startTestServer, type TestServer } from './test-server.js'

const ENTRIES = 20_000

let server: TestServer | undefined
afterEach(() => server?.close())

/** A log of many entries, made as they are read. @returns how many pages were read so far */
async function startWithLongLog(environment: Record<string, string> = {}, failsAt = Infinity) {
  const seen = { pages: 0 }
  const audit = ({ before = ENTRIES + 1, limit }: AuditQuery): Promise<AuditRecord[]> => {
    seen.pages += 1
    if (seen.pages === failsAt) return Promise.reject(new Error('the disk is gone'))
    const count = Math.min(limit, before - 1)
    return Promise.resolve(Array.from({ length: count }, (_, index) => entry(before - 1 - index)))
  }
  const rooms = createFakeRooms()
  const archive = { ...rooms.archive, access: { ...rooms.archive.access, audit } }
  server = await startTestServer({ ...rooms, archive, rightCheckMs: 10 }, environment)
  return { port: server.port, seen, keys: server.access.keys }
}

const entry = (sequence: number): AuditRecord => ({
  ...{ sequence, time: '2026-11-25T08:00:00.000Z', requestId: `req_${sequence}`, caller: 'key_1' },
  ...{ action: 'deleteDocument', target: `news/${'文件'.repeat(400)}`, outcome: 'ok', address: '192.0.2.7' },
})

// Each entry takes 2.5 KB on the way.
it('an export of the audit log is read as fast as it is taken, never ahead, and holds every entry once', async () => {
  const { port, seen } = await startWithLongLog()
  const headers = { accept: 'application/x-ndjson' }
  const exported = await begin(port, '/v1/audit', { headers })
  exported.pause()
  // Until what the network takes on the way is full.
  for (let before = -1; before !== seen.pages;) {
    before = seen.pages
    await delay(300)
  }
  expect(seen.pages).toBeLessThan(ENTRIES / 1000 / 2)
  exported.resume()
  const ids = (await exported.text)
    .trimEnd()
    .split('\n')
    .map(line => (JSON.parse(line) as { request_id: string }).request_id)
  expect(ids).toHaveLength(ENTRIES)
  expect(new Set(ids).size).toBe(ENTRIES)
  expect([ids[0], ids.at(-1)]).toEqual([`req_${ENTRIES}`, 'req_1'])
})

it('one that takes longer than a request may is finished; a reader that stands still is cut off', async () => {
  const { port, seen } = await startWithLongLog({ YOUJU_REQUEST_TIMEOUT_MS: '2000' })
  const headers = { accept: 'application/x-ndjson' }
  const slow = await begin(port, '/v1/audit', { headers })
  for (let part = 0; part < 12; part++) {
    slow.pause()
    await delay(200)
    slow.resume()
    await delay(5)
  }
  expect((await slow.text).trimEnd().split('\n')).toHaveLength(ENTRIES)
  seen.pages = 0
  const still = await begin(port, '/v1/audit', { headers })
  still.pause()
  await delay(4500)
  still.resume()
  await expect(still.text).rejects.toThrow()
  expect(seen.pages).toBeLessThan(ENTRIES / 1000)
})

it('one that fails on the way is broken off, and taken for whole by nobody', async () => {
  const { port, seen } = await startWithLongLog({}, 5)
  const exported = await begin(port, '/v1/audit', { headers: { accept: 'application/x-ndjson' } })
  expect(exported.status).toBe(200)
  await expect(exported.text).rejects.toThrow()
  expect(seen.pages).toBe(5)
  await server?.close()
  const { port: other } = await startWithLongLog({}, 1)
  const failed = await send(other, '/v1/audit', { headers: { accept: 'application/x-ndjson' } })
  expectProblem(failed, 500, 'internal_error')
})

it('one whose reader leaves is read no further', async () => {
  const { port, seen } = await startWithLongLog()
  const exported = await begin(port, '/v1/audit', { headers: { accept: 'application/x-ndjson' } })
  exported.pause()
  exported.leave()
  for (let before = -1; before !== seen.pages;) {
    before = seen.pages
    await delay(300)
  }
  expect(seen.pages).toBeLessThan(ENTRIES / 1000)
})

it('one breaks off soon after the key that asked for it was revoked', async () => {
  const { port, keys } = await startWithLongLog()
  const { key, token } = await keys.create({ name: '', role: 'admin', collections: null, expiresAt: null })
  const headers = { accept: 'application/x-ndjson', authorization: `Bearer ${token}` }
  const exported = await begin(port, '/v1/audit', { headers })
  exported.pause()
  await keys.revoke(key.id)
  exported.resume()
  await expect(exported.text).rejects.toThrow()
})
