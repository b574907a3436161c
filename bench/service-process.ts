import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { packageRoot } from '../core/package-root.js'

const POLL_MS = 20
/** Those of `npm start` (package.json). */
const NODE_FLAGS = ['--max-semi-space-size=2', '--optimize-for-size']
const START_TIMEOUT_MS = 120_000
const CLOCK_TICKS_A_SECOND = 100

const lateness = z.object({ p50: z.number(), p99: z.number(), max: z.number() })

/** The service as `npm start` runs it, in a process of its own, watched from outside. */
export class ServiceProcess {
  /** Highest resident memory of the service and the processes that it started, as far as was looked, MiB. */
  highestOfAll = 0
  private readonly timer: NodeJS.Timeout

  private constructor(
    readonly base: string,
    readonly startToReadyMs: number,
    private readonly service: ChildProcess,
    private readonly probeFile: string,
  ) {
    this.timer = setInterval(() => void this.lookAtMemory(), 250).unref()
  }

  /** @param environment settings beside the data directory's; without any there are no samples */
  static async start(
    dataDir: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess> {
    const port = await freePort()
    const begun = performance.now()
    const probeFile = join(tmpdir(), `youju-probe-${process.pid}-${port}.json`)
    const program = join(packageRoot(), 'dist/cli/youju.js')
    const probe = ['--import', join(packageRoot(), 'dist/bench/event-loop-probe.js')]
    const service = spawn(process.execPath, [...NODE_FLAGS, ...probe, program, 'serve'], {
      env: {
        ...process.env,
        ...{ PORT: String(port), YOUJU_DATA_DIR: dataDir, YOUJU_SAMPLES: 'off', YOUJU_LOG_LEVEL: 'warn' },
        ...{ BENCH_EVENT_LOOP: probeFile, ...environment },
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const base = `http://127.0.0.1:${port}`
    await ready(base, service)
    return new ServiceProcess(base, round(performance.now() - begun), service, probeFile)
  }

  get port(): number {
    return Number(new URL(this.base).port)
  }

  /** Null while it runs. */
  get exitCode(): number | null {
    return this.service.exitCode
  }

  async post(path: string, body: object | string, mediaType = 'application/json'): Promise<unknown> {
    const content = typeof body === 'string' ? body : JSON.stringify(body)
    return this.send(path, { method: 'POST', headers: { 'content-type': mediaType }, body: content })
  }

  /** Sends what comes piece by piece, and nothing of it is kept here. */
  stream(path: string, content: Readable, mediaType: string): Promise<unknown> {
    const body = Readable.toWeb(content) as ReadableStream
    // `duplex` is missing in the browser's types of fetch, and Node wants it.
    const request = { method: 'POST', headers: { 'content-type': mediaType }, body, duplex: 'half' }
    return this.send(path, request)
  }

  async send(path: string, request: RequestInit = {}): Promise<unknown> {
    const reply = await fetch(this.base + path, request)
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
    return reply.status === 204 ? undefined : reply.json()
  }

  async passages(): Promise<number> {
    const shape = z.object({ collections: z.array(z.object({ passages: z.number() })) })
    const { collections } = shape.parse(await this.send('/v1/collections'))
    return collections.reduce((sum, collection) => sum + collection.passages, 0)
  }

  /** Resident memory of the service alone, MiB. */
  async memory(): Promise<{ now: number; highest: number }> {
    const status = await readFile(`/proc/${this.service.pid}/status`, 'utf8')
    const mebibytes = (name: string) =>
      Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'mu').exec(status)?.[1]) / 1024)
    return { now: mebibytes('VmRSS'), highest: mebibytes('VmHWM') }
  }

  /** User and system time: fields 14 and 15 of `stat`, counted after the name, which may hold spaces. */
  async processorMs(): Promise<number> {
    const stat = await readFile(`/proc/${this.service.pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / CLOCK_TICKS_A_SECOND
  }

  /** Waits until the service does nothing by itself, re-embedding or loading an index: its processor time rests. */
  async settled(): Promise<void> {
    for (
      let before = -1, now = await this.processorMs();
      now - before > POLL_MS;
      now = await this.processorMs()
    ) {
      before = now
      await delay(1000)
    }
  }

  /** How late the event loop was since this was asked last, milliseconds. */
  async eventLoopDelay(): Promise<z.output<typeof lateness>> {
    await rm(this.probeFile, { force: true })
    this.service.kill('SIGUSR2')
    for (;;) {
      const written = await readFile(this.probeFile, 'utf8').catch(() => undefined)
      if (written !== undefined) return lateness.parse(JSON.parse(written))
      await delay(POLL_MS)
    }
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    clearInterval(this.timer)
    if (this.service.exitCode === null) {
      const ended = once(this.service, 'exit')
      this.service.kill(signal)
      await ended
    }
    await rm(this.probeFile, { force: true })
    return this.service.exitCode
  }

  private async lookAtMemory(): Promise<void> {
    const { pid } = this.service
    const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
    const pids = [String(pid), ...list.split(' ').filter(child => child !== '')]
    const pages = await Promise.all(pids.map(id => readFile(`/proc/${id}/statm`, 'utf8').catch(() => '0 0')))
    const mebibytes = pages.reduce((sum, line) => sum + Number(line.split(' ')[1]) / 256, 0)
    this.highestOfAll = Math.max(this.highestOfAll, Math.round(mebibytes))
  }
}

async function ready(base: string, service: ChildProcess): Promise<void> {
  const until = performance.now() + START_TIMEOUT_MS
  while (performance.now() < until && service.exitCode === null) {
    const reply = await fetch(`${base}/readyz`).catch(() => undefined)
    if (reply?.ok === true) return
    await delay(POLL_MS)
  }
  service.kill('SIGKILL')
  throw new Error('the service did not become ready')
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

/** To a tenth. */
export function round(value: number): number {
  return Number(value.toFixed(1))
}

/** The middle of times in any order, what one in twenty takes longer than, and the longest. */
export function spread(times: readonly number[]): Record<'p50' | 'p95' | 'max', number> {
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), max: quantile(times, 1) }
}

/** Of values in any order. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
}
