import { performance } from 'node:perf_hooks'
import { AppError } from '../../core/errors.js'

/** A place at a gate. Each of its methods does its work once; calling it again does nothing. */
export interface Place {
  /** From here on the work waits for something else (a language model): another may compute in its stead. */
  readonly standAside: () => void
  /** Gives the place back. */
  readonly leave: () => void
}

/** Bounds how much expensive work runs at once and how much waits for it. */
export interface Gate {
  /**
   * Waits for a free place, when it will be free soon.
   * @throws {AppError} `too_many_requests`: at once when it will not, or after `maxWaitMs`
   * @throws the signal's reason when it aborts while waiting
   */
  enter(signal: AbortSignal): Promise<Place>
  /** How full it is now. */
  depth(): GateDepth
}

export interface GateDepth {
  readonly running: number
  readonly waiting: number
  /** Stood aside. */
  readonly aside: number
}

export interface GateOptions {
  /** Most that compute at once; at least 1. */
  readonly maxRunning: number
  /** Most in all: computing, waiting and standing aside. */
  readonly maxHeld: number
  /** Nobody waits longer, and nobody begins to wait who would have to. */
  readonly maxWaitMs: number
}

/** Weight of the newest one in the mean of how long a place is kept. */
const NEWEST = 0.1

export function createGate(options: GateOptions): Gate {
  const { maxRunning, maxHeld, maxWaitMs } = options
  let running = 0
  let held = 0
  let meanMs: number | undefined
  const waiting: (() => void)[] = []

  const place = (): Place => {
    const startedAt = performance.now()
    const stopRunning = once(() => {
      const keptMs = performance.now() - startedAt
      meanMs = meanMs === undefined ? keptMs : meanMs + NEWEST * (keptMs - meanMs)
      const next = waiting.shift()
      if (next === undefined) running -= 1
      // The place goes straight to the next in line, so a newcomer cannot overtake it.
      else next()
    })
    const leave = once(() => {
      held -= 1
      stopRunning()
    })
    return { standAside: stopRunning, leave }
  }
  /** What a newcomer would wait, as far as the past tells. */
  const expectedWaitMs = () => ((waiting.length + 1) / maxRunning) * (meanMs ?? 0)

  return {
    async enter(signal) {
      signal.throwIfAborted()
      const mustWait = running >= maxRunning
      if (held >= maxHeld || (mustWait && expectedWaitMs() > maxWaitMs)) throw busy()
      held += 1
      if (!mustWait) {
        running += 1
        return place()
      }
      try {
        await turn(waiting, { signal, maxWaitMs })
      } catch (error) {
        held -= 1
        throw error
      }
      return place()
    },
    depth: () => ({ running, waiting: waiting.length, aside: held - running - waiting.length }),
  }
}

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
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
