/**
 * What do strangers cost? With a scripted language model: questions of a site's visitors from ever new addresses,
 * far past its budget, and callers that leave in mid-stream. Prints the calls of the model past the budget, those
 * still running a second after everybody has left, and the growth of memory; exits with 1 when one is too much.
 *
 * node dist/bench/abuse.js [QUESTIONS=10000] [DISCONNECTS=2000]   (Linux)
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ServiceProcess } from './service-process.js'

const [questions = '10000', disconnects = '2000'] = process.argv.slice(2)
const BUDGET = 3
const ORIGIN = 'https://yunwan.example'
const QUESTION = '图书馆新馆里有多少本书？'
const MODEL_AT_ONCE = 200
const MEMORY_GROWTH_MEBIBYTES = 20

/** A model that begins to write, and then ends at once or never. */
let isEndless = false
let begun = 0
let running = 0
const model = createServer((incoming, response) => {
  begun++
  running++
  response.once('close', () => running--)
  incoming.resume()
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(
    'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"{"},"finish_reason":null}]}\n\n',
  )
  if (!isEndless) response.end()
}).listen(0, '127.0.0.1')

const dataDir = await mkdtemp(join(tmpdir(), 'youju-abuse-'))
const server = await ServiceProcess.start(dataDir, {
  ...{ YOUJU_SAMPLES: 'on', YOUJU_LOG_LEVEL: 'error' },
  YOUJU_TRUSTED_PROXIES: '127.0.0.1',
  YOUJU_LLM_BASE_URL: `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`,
  YOUJU_LLM_MODEL: 'scripted',
  YOUJU_LLM_TIMEOUT_MS: '20000',
  YOUJU_LLM_CONCURRENT_REQUESTS: String(MODEL_AT_ONCE),
  YOUJU_CONCURRENT_REQUESTS: String(2 * MODEL_AT_ONCE),
  ...{ YOUJU_SITE_REQUESTS_PER_MINUTE: '0', YOUJU_KEY_REQUESTS_PER_MINUTE: '0' },
})
try {
  const key = String((await post('/v1/keys', { role: 'admin' }))['key'])
  const authorization = `Bearer ${key}`
  const flood = await floodSite(authorization)
  isEndless = true
  await leaveInMidStream(MODEL_AT_ONCE, authorization)
  await setTimeout(1000)
  const stillRunning = running
  const before = await settledMemory()
  for (let left = 0; left < Number(disconnects); left += MODEL_AT_ONCE)
    await leaveInMidStream(Math.min(MODEL_AT_ONCE, Number(disconnects) - left), authorization)
  await setTimeout(1000)
  const runningAtEnd = running
  const growth = (await settledMemory()) - before
  const leavers = {
    disconnects: Number(disconnects),
    stillRunning,
    runningAtEnd,
    memoryMebibytes: before,
    growth,
  }
  console.log(JSON.stringify({ flood, leavers, modelCalls: begun }, null, 1))
  const isWell =
    flood.pastBudget === 0 && stillRunning + runningAtEnd === 0 && growth < MEMORY_GROWTH_MEBIBYTES
  process.exitCode = isWell ? 0 : 1
} finally {
  await server.end()
  model.closeAllConnections()
  model.close()
  await rm(dataDir, { recursive: true, force: true })
}

/** A new visitor with a new address for every question. */
async function floodSite(authorization: string) {
  const site = await post('/v1/sites', { origins: [ORIGIN], questions_per_day: BUDGET }, { authorization })
  const codes = new Map<string, number>()
  let atBudget = 0
  for (let index = 0; index < Number(questions); index++) {
    const address = {
      origin: ORIGIN,
      'x-forwarded-for': `203.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    }
    const { token } = await post('/v1/widget/sessions', { site_key: site['site_key'] }, address)
    const answer = await post(
      '/v1/answers',
      { question: QUESTION },
      { ...address, authorization: `Bearer ${String(token)}` },
    )
    const code = typeof answer['code'] === 'string' ? answer['code'] : 'answered'
    codes.set(code, (codes.get(code) ?? 0) + 1)
    if (code === 'answered') atBudget = begun
  }
  return {
    questions: Number(questions),
    budget: BUDGET,
    codes: Object.fromEntries(codes),
    pastBudget: begun - atBudget,
  }
}

/** So many at once; each leaves when the model has begun to write for all that it writes for. */
async function leaveInMidStream(callers: number, authorization: string): Promise<void> {
  const target = begun + callers
  const payload = JSON.stringify({ question: QUESTION, mode: 'generative' })
  const headers = { authorization, accept: 'text/event-stream', 'content-type': 'application/json' }
  const open = new Set<() => void>()
  let settled = 0
  const ask = () => {
    const outgoing = request({
      port: server.port,
      host: '127.0.0.1',
      path: '/v1/answers',
      method: 'POST',
      agent: false,
      headers,
    })
    const leave = () => outgoing.destroy()
    open.add(leave)
    outgoing.on('response', incoming => {
      incoming.resume()
      // Turned away at the gate: asks again, as clients do.
      if (incoming.statusCode === 429) {
        open.delete(leave)
        void setTimeout(20).then(ask)
      }
    })
    outgoing.on('error', () => settled++)
    outgoing.end(payload)
  }
  for (let caller = 0; caller < callers; caller++) ask()
  for (let waited = 0; begun < target && waited < 10_000; waited += 10) await setTimeout(10)
  for (const leave of open) leave()
}

async function settledMemory(): Promise<number> {
  await setTimeout(3000)
  return (await server.memory()).now
}

async function post(
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const sent = { ...headers, 'content-type': 'application/json' }
  const reply = await fetch(`${server.base}${path}`, {
    method: 'POST',
    headers: sent,
    body: JSON.stringify(body),
  })
  return (await reply.json()) as Record<string, unknown>
}
