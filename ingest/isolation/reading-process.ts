import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ReadItem } from '../reader.js'
import {
  HEAP_SHARE,
  MEMORY_SIGNAL,
  type Order,
  type PartBegun,
  type ReadingLimits,
  type Reply,
} from './messages.js'

export interface ReadingProcessOptions extends ReadingLimits {
  /** Longest time for one answer, milliseconds; a part that is begun starts it anew. */
  readonly timeoutMs: number
}

/** Why a reading process is no more. */
export class ReadingEnded extends Error {
  constructor(override readonly cause: 'time' | 'memory' | 'crash' | 'closed') {
    super(`the reading process ended: ${cause}`)
    this.name = 'ReadingEnded'
  }
}

interface Waiting {
  resolve(reply: Reply): void
  reject(error: ReadingEnded): void
}

/** One process that reads files, one after another. Once it has ended it stays so. */
export class ReadingProcess {
  /** The part that was begun last, since the file was opened. */
  part: PartBegun | undefined
  /** What came with the parts that were begun since the last answer. */
  private early: ReadItem[] = []
  private readonly child: ChildProcess
  private waiting: Waiting | undefined
  private timer: NodeJS.Timeout | undefined
  private end: ReadingEnded | undefined
  private readonly exited: Promise<void>

  constructor(private readonly options: ReadingProcessOptions) {
    const { memoryMiB, maxCharacters } = options
    this.child = fork(
      fileURLToPath(new URL('./reading-child.js', import.meta.url)),
      [JSON.stringify({ memoryMiB, maxCharacters } satisfies ReadingLimits)],
      {
        // Nothing of the service's settings, its keys least of all, is any of a reader's business.
        env: {},
        execArgv: [`--max-old-space-size=${Math.floor(memoryMiB * HEAP_SHARE)}`],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      },
    )
    this.exited = new Promise(resolve => {
      const onEnd = (signal: NodeJS.Signals | null): void => {
        this.fail(new ReadingEnded(isMemory(signal) ? 'memory' : 'crash'))
        resolve()
      }
      this.child.once('error', () => {
        onEnd(null)
      })
      this.child.once('exit', (_code, signal) => {
        onEnd(signal)
      })
    })
    this.child.on('message', message => {
      this.receive(message as Reply | PartBegun)
    })
    this.hold(false)
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  get hasEnded(): boolean {
    return this.end !== undefined
  }

  /** @throws {ReadingEnded} */
  ask(order: Order): Promise<Reply> {
    if (order.type === 'open') {
      this.part = undefined
      this.early = []
    }
    return new Promise((resolve, reject) => {
      if (this.end !== undefined) {
        reject(this.end)
        return
      }
      this.waiting = { resolve, reject }
      this.hold(true)
      this.startTimer()
      this.child.send(order, error => {
        if (error !== null) void this.kill('crash')
      })
    })
  }

  /** Ends it at once, whatever it does. */
  async kill(cause: ReadingEnded['cause'] = 'closed'): Promise<void> {
    this.fail(new ReadingEnded(cause))
    this.child.kill('SIGKILL')
    // Else this process could end before it.
    this.hold(true)
    await this.exited
  }

  private receive(message: Reply | PartBegun): void {
    if (message.type === 'part') {
      this.part = message
      this.early.push(...message.items)
      this.startTimer()
      return
    }
    const { waiting } = this
    this.settle()
    waiting?.resolve({ ...message, items: [...this.takeEarly(), ...message.items] })
  }

  /** What arrived before it ended, of an answer that never came. */
  takeEarly(): readonly ReadItem[] {
    const { early } = this
    this.early = []
    return early
  }

  private fail(end: ReadingEnded): void {
    this.end ??= end
    const { waiting } = this
    this.settle()
    waiting?.reject(this.end)
  }

  private settle(): void {
    clearTimeout(this.timer)
    this.waiting = undefined
    this.hold(false)
  }

  private startTimer(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      void this.kill('time')
    }, this.options.timeoutMs)
  }

  /** A process that waits for work must not keep the service's process from ending. */
  private hold(isHeld: boolean): void {
    if (isHeld) {
      this.child.ref()
      this.child.channel?.ref()
    } else {
      this.child.unref()
      this.child.channel?.unref()
    }
  }
}

/** The watchdog's signal, or the ways in which V8 ends a process whose heap is full. */
const isMemory = (signal: NodeJS.Signals | null) =>
  signal === MEMORY_SIGNAL || signal === 'SIGABRT' || signal === 'SIGTRAP'
