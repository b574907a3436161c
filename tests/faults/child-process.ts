import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('./archive-child.js', import.meta.url))

/** A scenario of archive-child.ts in a process of its own. */
export class Child {
  readonly told: unknown[] = []
  private readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  private listeners: (() => void)[] = []

  private constructor(private readonly process: ChildProcess) {
    this.ended = new Promise(resolve =>
      process.once('close', (code, signal) => {
        resolve({ code, signal })
        this.wake()
      }),
    )
    if (process.stdout !== null)
      createInterface({ input: process.stdout }).on('line', line => {
        this.told.push(JSON.parse(line))
        this.wake()
      })
  }

  static start(scenario: string, dataDir: string, argument = ''): Child {
    return new Child(spawn(process.execPath, [CHILD, scenario, dataDir, argument], STDIO))
  }

  /** Runs shell commands, then becomes the child: `"$@"` of the script is its command line. */
  static startIn(script: string, scenario: string, dataDir: string, disk: string): Child {
    const args = [
      ...(disk === 'tmpfs' ? NAMESPACE.slice(1) : []),
      'sh',
      '-c',
      script,
      'sh',
      process.execPath,
      CHILD,
    ]
    const [command = 'sh', ...rest] = disk === 'tmpfs' ? ['unshare', ...args] : args
    return new Child(
      spawn(command, [...rest, scenario, dataDir], { ...STDIO, env: { ...process.env, TEST_DISK: disk } }),
    )
  }

  /** Resolves when it has told something that meets the condition, or has ended. */
  async until(condition: () => boolean): Promise<void> {
    while (this.isRunning && !condition()) await new Promise<void>(resolve => this.listeners.push(resolve))
  }

  get pid(): number {
    return this.process.pid ?? 0
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL')
    await this.ended
  }

  /** @throws {Error} when it did not end by itself with exit code 0 */
  async end(): Promise<void> {
    const { code, signal } = await this.ended
    if (code !== 0) throw new Error(`the child ended with ${signal ?? code}`)
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  private wake(): void {
    for (const resolve of this.listeners.splice(0)) resolve()
  }
}

/** A child outlives no test: one that waits for ever is killed. */
const STDIO = {
  stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'],
  timeout: 100_000,
  killSignal: 'SIGKILL' as const,
}
/** Mounting is only seen by the child, and ends with it; works without being root where the kernel lets it. */
const NAMESPACE = ['unshare', '--user', '--map-root-user', '--mount']

/** Whether a small disk of its own can be mounted for a child. */
export function canMount(folder: string): boolean {
  const [command = '', ...args] = NAMESPACE
  return spawnSync(command, [...args, 'mount', '-t', 'tmpfs', 'tmpfs', folder]).status === 0
}
