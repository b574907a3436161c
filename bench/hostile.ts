/**
 * Does anything that is sent make the service fail? Sends hostile requests, made of the description of its API, to
 * all of its operations. Prints what was answered how often; exits with 1 at a 500 or a crash.
 *
 * node dist/bench/hostile.js [REQUESTS=10000] [SEED=1]   (Linux)
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  hostileRequests,
  type ApiDescription,
  type HostileRequest,
} from '../tests/server/hostile-requests.js'
import { ServiceProcess } from './service-process.js'

const [count = '10000', seed = '1'] = process.argv.slice(2)
const AT_ONCE = 8
const TIMEOUT_MS = 30_000

const dataDir = await mkdtemp(join(tmpdir(), 'youju-hostile-'))
const server = await ServiceProcess.start(dataDir, {
  ...{ YOUJU_SAMPLES: 'on', YOUJU_LOG_LEVEL: 'silent' },
  ...{ YOUJU_KEY_REQUESTS_PER_MINUTE: '0', YOUJU_ADDRESS_REQUESTS_PER_MINUTE: '0' },
  ...{ YOUJU_AUTH_FAILURES_PER_MINUTE: '100000', YOUJU_CONCURRENT_SEARCHES: '16' },
})
const statuses = new Map<string, number>()
const failures: unknown[] = []
try {
  const base = server.base
  const made = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"role":"admin"}' }
  const { key } = (await (await fetch(`${base}/v1/keys`, made)).json()) as { key: string }
  const authorization = `Bearer ${key}`
  const described: unknown = await (await fetch(`${base}/openapi.json`)).json()
  const waiting = fc.sample(hostileRequests(described as ApiDescription), {
    numRuns: Number(count),
    seed: Number(seed),
  })
  const worker = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const status = await send({ ...next, headers: { authorization, ...next.headers } })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status === '500' || server.exitCode !== null)
        failures.push({ ...next, body: next.body?.toString() })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  const alive = (await fetch(`${base}/healthz`)).ok
  const answered = Object.fromEntries([...statuses].sort())
  console.log(
    JSON.stringify({ sent: Number(count), answered, alive, failures: failures.slice(0, 10) }, null, 1),
  )
  process.exitCode = failures.length === 0 && alive ? 0 : 1
} finally {
  await server.end()
  await rm(dataDir, { recursive: true, force: true })
}

/** @returns the status, or what became of the connection */
function send({ method, path, headers, body }: HostileRequest): Promise<string> {
  return new Promise(resolve => {
    const outgoing = request(
      { port: server.port, host: '127.0.0.1', method, path, headers, agent: false, timeout: TIMEOUT_MS },
      incoming => {
        // An endless stream is left once it has begun.
        if (String(incoming.headers['content-type']).startsWith('text/event-stream')) incoming.destroy()
        incoming.resume().once('close', () => {
          resolve(String(incoming.statusCode))
        })
      },
    )
    outgoing.once('error', error => {
      resolve((error as NodeJS.ErrnoException).code ?? 'error')
    })
    outgoing.once('timeout', () => outgoing.destroy(Object.assign(new Error('late'), { code: 'TIMEOUT' })))
    outgoing.end(body)
  })
}
