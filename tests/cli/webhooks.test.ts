import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { PATIENCE_MS, Workplace } from './workplace.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const told: unknown[] = []
const receiver = createServer((request, response) => {
  told.push(request.headers['youju-event'])
  request.resume()
  response.writeHead(500).end()
})

let place: Workplace
beforeAll(async () => {
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  place = await Workplace.open()
})
afterAll(async () => {
  receiver.close()
  await place.close()
})

describe('youju webhooks', () => {
  const allowed = { YOUJU_FETCH_ALLOWED_HOSTS: '127.0.0.1' }

  it('makes, tries, lists and removes one, without a server', async () => {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
    const made = await place.runJson(['webhooks', 'create', url, '--events', 'job.ended'], allowed)
    expect(made).toMatchObject({ exitCode: 0, value: { url, events: ['job.ended'] } })
    const { id, secret } = made.value as { id: string; secret: string }
    expect(secret).toMatch(/^whsec_/)
    const refused = await place.runJson(['webhooks', 'test', id], allowed)
    expect(refused).toMatchObject({ exitCode: 12, value: { error: { code: 'fetch_failed' } } })
    expect(JSON.stringify(refused.value)).toContain('The receiver answered 500.')
    expect(told).toEqual(['webhook.test'])
    const { stdout } = await place.run(['webhooks'])
    expect(stdout).toContain(`${id}  ${url}  job.ended`)
    expect(stdout).not.toContain(secret)
    expect(await place.runJson(['webhooks', 'remove', id])).toEqual({ exitCode: 0, value: { removed: id } })
  })
})
