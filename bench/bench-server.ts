import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { packageRoot } from '../core/package-root.js'

/** The service as `npm start` runs it, in a process of its own. */
export interface BenchServer {
  readonly port: number
  readonly pid: number
  /** Set once the process has ended. */
  exitCode(): number | null
  residentMebibytes(): Promise<number>
  stop(): Promise<void>
}

const NODE_FLAGS = ['--max-semi-space-size=2', '--optimize-for-size']
const POLL_MS = 50
const START_TIMEOUT_MS = 120_000

/** @param environment settings; the data directory must be among them */
export async function startBenchServer(environment: Record<string, string>): Promise<BenchServer> {
  const port = await freePort()
  const command = [...NODE_FLAGS, join(packageRoot(), 'dist/cli/youju.js'), 'serve']
  const service = spawn(process.execPath, command, {
    env: { ...process.env, PORT: String(port), YOUJU_LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(service, 'exit')
  const until = performance.now() + START_TIMEOUT_MS
  while (!(await isReady(port))) {
    if (service.exitCode !== null || performance.now() > until) throw new Error('the service did not start')
    await setTimeout(POLL_MS)
  }
  const { pid = 0 } = service
  return {
    port,
    pid,
    exitCode: () => service.exitCode,
    async residentMebibytes() {
      const status = await readFile(`/proc/${pid}/status`, 'utf8')
      return Math.round(Number(/^VmRSS:\s+(\d+)/mu.exec(status)?.[1]) / 1024)
    },
    async stop() {
      service.kill('SIGTERM')
      await ended
    },
  }
}

async function isReady(port: number): Promise<boolean> {
  const reply = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
  return reply?.ok === true
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
