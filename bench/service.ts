/**
 * What does one client see of the whole service? Starts it on a data directory, asks a file of questions over
 * HTTP one after the other, as searches and as answers, and prints the times and its memory as JSON. Times are
 * milliseconds by the clock; `processor` is the processor time of all threads of the service, for each request.
 *
 * node dist/bench/service.js DATA_DIR QUESTIONS [SEARCHES] [ANSWERS]   (lines {text}; Linux)
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { packageRoot } from '../core/package-root.js'

const POLL_MS = 20
/** Those of `npm start` (package.json). */
const NODE_FLAGS = ['--max-semi-space-size=2', '--optimize-for-size']
const START_TIMEOUT_MS = 60_000
/** Asked before, and not counted: the caches of a service that runs are not empty. */
const WARM_UP = 20
const CLOCK_TICKS_A_SECOND = 100

const [dataDir, file, searches = '300', answers = '100'] = process.argv.slice(2)
if (dataDir === undefined || file === undefined)
  throw new TypeError('give the data directory and the file with the questions')
const questions = (await readFile(file, 'utf8'))
  .split('\n')
  .filter(line => line !== '')
  .map(line => z.object({ text: z.string() }).parse(JSON.parse(line)).text)

const port = await freePort()
const base = `http://127.0.0.1:${port}`
const begun = performance.now()
const service = spawn(process.execPath, [...NODE_FLAGS, join(packageRoot(), 'dist/cli/youju.js'), 'serve'], {
  env: {
    ...process.env,
    ...{ PORT: String(port), YOUJU_DATA_DIR: dataDir, YOUJU_SAMPLES: 'off', YOUJU_LOG_LEVEL: 'warn' },
  },
  stdio: ['ignore', 'ignore', 'inherit'],
})
const ended = once(service, 'exit')
try {
  await ready()
  const startToReady = round(performance.now() - begun)
  const atStart = await residentMebibytes()
  await settled()
  const asSearch = (text: string) => post('/v1/search', { query: text })
  const asAnswer = (text: string) => post('/v1/answers', { question: text, mode: 'extractive' })
  const search = await timed(questions.slice(0, Number(searches)), asSearch)
  const answer = await timed(questions.slice(Number(searches)).slice(0, Number(answers)), asAnswer)
  const memory = { atStart, atEnd: await residentMebibytes() }
  console.log(JSON.stringify({ passages: await passages(), startToReady, search, answer, memory }, null, 1))
} finally {
  service.kill('SIGTERM')
  await ended
}

async function ready(): Promise<void> {
  const until = performance.now() + START_TIMEOUT_MS
  while (performance.now() < until && service.exitCode === null) {
    const reply = await fetch(`${base}/readyz`).catch(() => undefined)
    if (reply?.ok === true) return
    await setTimeout(POLL_MS)
  }
  throw new Error('the service did not become ready')
}

/** Waits until the service does nothing by itself, re-embedding or loading an index: its processor time rests. */
async function settled(): Promise<void> {
  for (let before = -1, now = await processorMs(); now - before > POLL_MS; now = await processorMs()) {
    before = now
    await setTimeout(1000)
  }
}

async function timed(texts: readonly string[], ask: (text: string) => Promise<unknown>) {
  if (texts.length === 0) return undefined
  for (const text of texts.slice(0, WARM_UP)) await ask(`${text}呢`)
  const times: number[] = []
  const before = await processorMs()
  for (const text of texts) {
    const asked = performance.now()
    await ask(text)
    times.push(performance.now() - asked)
  }
  const processor = round(((await processorMs()) - before) / texts.length)
  const sorted = times.sort((one, other) => one - other)
  const quantile = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  return { asked: texts.length, p50: quantile(0.5), p95: quantile(0.95), max: quantile(1), processor }
}

async function post(path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return reply.json()
}

async function passages(): Promise<number> {
  const reply: unknown = await (await fetch(`${base}/v1/collections`)).json()
  const { collections } = z.object({ collections: z.array(z.object({ passages: z.number() })) }).parse(reply)
  return collections.reduce((sum, collection) => sum + collection.passages, 0)
}

async function residentMebibytes(): Promise<{ now: number; highest: number }> {
  const status = await readFile(`/proc/${service.pid}/status`, 'utf8')
  const mebibytes = (name: string) =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'mu').exec(status)?.[1]) / 1024)
  return { now: mebibytes('VmRSS'), highest: mebibytes('VmHWM') }
}

/** User and system time: fields 14 and 15 of `stat`, counted after the name, which may hold spaces. */
async function processorMs(): Promise<number> {
  const stat = await readFile(`/proc/${service.pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / CLOCK_TICKS_A_SECOND
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

function round(value: number): number {
  return Number(value.toFixed(1))
}
