import { AppError } from '../../core/errors.js'
import type { Logger } from '../../core/log.js'
import type { FileReading, ReadableFile } from '../file-reading.js'
import type { ReadFailure, ReadItem } from '../reader.js'
import { ReadingEnded, ReadingProcess, type ReadingProcessOptions } from './reading-process.js'

export interface FileReadingOptions extends ReadingProcessOptions {
  /** Most processes at once; further files wait for a free one. */
  readonly processes: number
  /** A process without work ends after this time, milliseconds. Default 10,000. */
  readonly idleMs?: number
  readonly log: Logger
}

const IDLE_MS = 10_000

/** Processes that read files: none until there is work, few at once, gone when idle. */
export function createFileReading(options: FileReadingOptions): FileReading {
  return new ReadingPool(options)
}

/** Where a file is to be taken up again after the process that read it has ended; undefined: nowhere. */
type Resumption = number | undefined

class ReadingPool implements FileReading {
  private readonly idle: { readonly process: ReadingProcess; readonly timer: NodeJS.Timeout }[] = []
  private readonly all = new Set<ReadingProcess>()
  private readonly waiting: (() => void)[] = []
  private closed = false

  constructor(private readonly options: FileReadingOptions) {}

  async *read(file: ReadableFile, signal?: AbortSignal): AsyncGenerator<ReadItem> {
    let fromPart: Resumption = 0
    while (fromPart !== undefined) {
      const process = await this.take(signal)
      try {
        fromPart = yield* this.readFrom(process, file, { fromPart, signal })
      } finally {
        await this.giveBack(process)
      }
    }
  }

  async close(): Promise<void> {
    this.closed = true
    for (const next of this.waiting.splice(0)) next()
    for (const { timer } of this.idle.splice(0)) clearTimeout(timer)
    await Promise.all([...this.all].map(process => process.kill()))
  }

  private async *readFrom(
    process: ReadingProcess,
    file: ReadableFile,
    { fromPart, signal }: { readonly fromPart: number; readonly signal: AbortSignal | undefined },
  ): AsyncGenerator<ReadItem, Resumption> {
    let isDone = false
    const onAbort = (): void => {
      void process.kill()
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      let reply = await process.ask({ type: 'open', file, fromPart })
      for (;;) {
        if (reply.trouble !== undefined)
          this.options.log.warn({ item: file.name, trouble: reply.trouble }, 'a reader failed on a file')
        isDone = reply.done
        // The next piece is read while this one is worked on.
        const next = isDone ? undefined : process.ask({ type: 'next' })
        next?.catch(() => undefined)
        yield* reply.items
        if (next === undefined) return undefined
        reply = await next
      }
    } catch (error) {
      if (!(error instanceof ReadingEnded)) throw error
      signal?.throwIfAborted()
      if (this.closed) throw stopping()
      isDone = true
      yield* process.takeEarly()
      const { part } = process
      yield this.failureOf(error, part === undefined ? file.name : `${file.name}/${part.name}`)
      return part === undefined ? undefined : part.index + 1
    } finally {
      signal?.removeEventListener('abort', onAbort)
      // Whoever asked has left before the end: what it is at cannot be called off otherwise.
      if (!isDone) await process.kill()
    }
  }

  private async take(signal: AbortSignal | undefined): Promise<ReadingProcess> {
    for (;;) {
      signal?.throwIfAborted()
      if (this.closed) throw stopping()
      const rested = this.idle.pop()
      if (rested !== undefined) {
        clearTimeout(rested.timer)
        if (!rested.process.hasEnded) return rested.process
        this.all.delete(rested.process)
        continue
      }
      if (this.all.size < this.options.processes) {
        const process = new ReadingProcess(this.options)
        this.all.add(process)
        return process
      }
      await this.turn(signal)
    }
  }

  private async turn(signal: AbortSignal | undefined): Promise<void> {
    let admit = (): void => undefined
    const turn = new Promise<void>(resolve => {
      admit = resolve
    })
    const leave = (): void => {
      const place = this.waiting.indexOf(admit)
      if (place >= 0) this.waiting.splice(place, 1)
      admit()
    }
    this.waiting.push(admit)
    signal?.addEventListener('abort', leave, { once: true })
    await turn
    signal?.removeEventListener('abort', leave)
  }

  private async giveBack(process: ReadingProcess): Promise<void> {
    if (process.hasEnded || this.closed) {
      await process.kill()
      this.all.delete(process)
    } else {
      const timer = setTimeout(() => {
        this.idle.splice(
          this.idle.findIndex(rested => rested.process === process),
          1,
        )
        void process.kill().then(() => {
          this.all.delete(process)
          this.waiting.shift()?.()
        })
      }, this.options.idleMs ?? IDLE_MS)
      timer.unref()
      this.idle.push({ process, timer })
    }
    this.waiting.shift()?.()
  }

  private failureOf({ cause }: ReadingEnded, item: string): ReadFailure {
    const { timeoutMs, memoryMiB, log } = this.options
    log.warn({ item, cause }, 'a reading process ended')
    const details = {
      time: `Reading it took longer than ${timeoutMs} ms (YOUJU_READER_TIMEOUT_MS) and was given up.`,
      memory: `Reading it takes more than ${memoryMiB} MiB of memory (YOUJU_READER_MEMORY_MIB) and was given up.`,
      crash: 'Its reader crashed on it: the file is damaged or malicious. Open and save it anew.',
      closed: 'Its reading was stopped.',
    } as const
    return { item, code: 'unreadable_document', detail: details[cause] }
  }
}

function stopping(): AppError {
  return new AppError(
    'shutting_down',
    'The service is stopping; what was kept before is kept. Start it again.',
  )
}
