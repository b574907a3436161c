import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hostileRequests, type ApiDescription } from './hostile-requests.js'
import { startTestServer, type TestServer } from './test-server.js'

/** `node dist/bench/hostile.js` sends many more, to the real service. */
const REQUESTS = 1000

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({}, { YOUJU_ADDRESS_REQUESTS_PER_MINUTE: '0' })
})
afterAll(() => server.close())

it('answers whatever is sent to any operation, and never with a 500', async () => {
  const { send } = server
  const api = (await send('/openapi.json')).json() as unknown as ApiDescription
  const sample = fc.sample(hostileRequests(api), { seed: 7, numRuns: REQUESTS })
  const failed: unknown[] = []
  // The first key that a request makes would end the mode without keys, and with it all that is asked after.
  const authorization = `Bearer ${server.access.operatorToken}`
  const inside = new Set<number>()
  for (const { path, body, ...rest } of sample) {
    const headers = { authorization, ...rest.headers }
    const { status, text } = await send(path, { ...rest, headers, ...(body !== undefined && { body }) })
    inside.add(status)
    if (status >= 500 && status !== 503) failed.push({ path, body: body?.toString(), ...rest, text })
  }
  expect(failed).toEqual([])
  expect([...inside]).toEqual(expect.arrayContaining([200, 400, 404]))
  expect((await send('/healthz')).status).toBe(200)
})
