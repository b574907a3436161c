import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { packageRoot } from '../../core/package-root.js'

/** The machine may be busy: processes get this long, milliseconds. */
export const PATIENCE_MS = 120_000

export interface Finished {
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface ServeProcess {
  readonly url: string
  readonly pid: number
  /** The line of `serve --json`. */
  readonly line: unknown
  end(signal: NodeJS.Signals): Promise<Finished>
}

type Environment = Readonly<Record<string, string>>

/** A folder of its own in which the real `youju` runs as a process of its own. */
export class Workplace {
  private readonly running = new Set<ChildProcess>()

  private constructor(readonly folder: string) {}

  static async open(): Promise<Workplace> {
    return new Workplace(await mkdtemp(join(tmpdir(), 'youju-cli-')))
  }

  get dataDir(): string {
    return join(this.folder, 'data')
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
    return path
  }

  /** Starts it and gives it Ctrl-C when asked to. */
  start(
    words: readonly string[],
    environment: Environment = {},
  ): {
    readonly finished: Promise<Finished>
    /** Resolves with its first line of standard output, undefined when it ends without one. */
    readonly begun: Promise<string | undefined>
    interrupt(): void
  } {
    const child = this.spawn(words, environment)
    const finished = finish(child)
    const first = once(createInterface(child.stdout), 'line') as Promise<[string]>
    const begun = Promise.race([first.then(([line]) => line), finished.then(() => undefined)])
    return { finished, begun, interrupt: () => child.kill('SIGINT') }
  }

  run(words: readonly string[], environment: Environment = {}): Promise<Finished> {
    return this.start(words, environment).finished
  }

  /** Runs with `--json`. @returns the one value of standard output, beside the exit code */
  async runJson(words: readonly string[], environment: Environment = {}) {
    const { exitCode, stdout } = await this.run([...words, '--json'], environment)
    return { exitCode, value: JSON.parse(stdout) as unknown }
  }

  /** @throws {Error} with what it said when it ends instead of listening */
  async serve(environment: Environment = {}): Promise<ServeProcess> {
    const child = this.spawn(['serve', '--json'], environment)
    const finished = finish(child)
    const first = once(createInterface(child.stdout), 'line') as Promise<[string]>
    const line = await Promise.race([first, finished])
    if (!Array.isArray(line)) throw new Error(`serve ended: ${JSON.stringify(line)}`)
    const value = JSON.parse(line[0]) as { url: string; pid: number }
    return {
      url: value.url,
      pid: value.pid,
      line: value,
      end(signal) {
        child.kill(signal)
        return finished
      },
    }
  }

  async close(): Promise<void> {
    for (const child of this.running) child.kill('SIGKILL')
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  private spawn(words: readonly string[], environment: Environment) {
    const child = spawn(process.execPath, [join(packageRoot(), 'bin/youju.js'), ...words], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], PORT: '0', YOUJU_SAMPLES: 'off', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.running.add(child)
    child.once('close', () => this.running.delete(child))
    return child
  }
}

async function finish(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Finished> {
  const closed = once(child, 'close') as Promise<[number | null]>
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { exitCode, stdout, stderr }
}
