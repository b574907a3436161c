import { AppError } from '../core/errors.js'

/** Bounds how much expensive work runs at once and how much waits for it. */
export interface Gate {
  /**
   * Waits for a free place. The returned function gives it back; calling it again does nothing.
   * @throws {AppError} `too_many_requests`: at once when the queue is full, or after `maxWaitMs`
   * @throws the signal's reason when it aborts while waiting
   */
  enter(signal: AbortSignal): Promise<() => void>
}

export interface GateOptions {
  /** Most that run at once; at least 1. */
  readonly maxRunning: number
  /** Most that wait. */
  readonly maxWaiting: number
  readonly maxWaitMs: number
}

export function createGate({ maxRunning, maxWaiting, maxWaitMs }: GateOptions): Gate {
  let running = 0
  const waiting: (() => void)[] = []

  const place = (): (() => void) => {
    let held = true
    return () => {
      if (!held) return
      held = false
      const next = waiting.shift()
      if (next === undefined) running -= 1
      // The place goes straight to the next in line, so a newcomer cannot overtake it.
      else next()
    }
  }

  return {
    async enter(signal) {
      signal.throwIfAborted()
      if (running < maxRunning) {
        running += 1
        return place()
      }
      if (waiting.length >= maxWaiting) throw busy()
      await turn(waiting, { signal, maxWaitMs })
      return place()
    },
  }
}

function turn(
  waiting: (() => void)[],
  { signal, maxWaitMs }: { signal: AbortSignal; maxWaitMs: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    const admit = (): void => {
      settle()
      resolve()
    }
    const leave = (reason: Error): void => {
      settle()
      waiting.splice(waiting.indexOf(admit), 1)
      reject(reason)
    }
    const onAbort = (): void => {
      leave(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      leave(busy())
    }, maxWaitMs)
    signal.addEventListener('abort', onAbort, { once: true })
    waiting.push(admit)
  })
}

function busy(): AppError {
  return new AppError(
    'too_many_requests',
    'The server is working on as many requests as it takes at once; nothing was started. Try again in a second.',
  )
}
