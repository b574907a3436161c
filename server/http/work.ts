import type { ServerResponse } from 'node:http'
import { AppError } from '../../core/errors.js'

/** Why work is given up when nobody waits for its result any more. */
export class CallerGone extends Error {
  constructor() {
    super('the caller closed the connection')
    this.name = 'CallerGone'
  }
}

/** The work done for one request. */
export interface Work {
  /** Aborts with `CallerGone`, with `timed_out`, or with the reason of the cutoff. */
  readonly signal: AbortSignal
  /** Settles with the work, or rejects as soon as the signal aborts, for work that does not look at it. */
  race(work: Promise<void>): Promise<void>
  /** Starts the deadline: the time until now was the caller's, for sending the request. */
  setDeadline(timeoutMs: number): void
  /**
   * For work that may go on for hours: looks again every so many milliseconds whether it still may. What `check`
   * throws is the reason for which it is given up.
   */
  recheck(check: () => void, everyMs: number): void
  /** Releases the timers and the listeners. */
  end(): void
}

/** @param cutoff aborts when the server gives up what is in flight */
export function startWork(response: ServerResponse, cutoff: AbortSignal): Work {
  const controller = new AbortController()
  const { signal } = controller
  const onClose = (): void => {
    controller.abort(new CallerGone())
  }
  const onCutoff = (): void => {
    controller.abort(cutoff.reason)
  }
  response.once('close', onClose)
  if (cutoff.aborted) onCutoff()
  else cutoff.addEventListener('abort', onCutoff, { once: true })
  let timer: NodeJS.Timeout | undefined
  let checking: NodeJS.Timeout | undefined

  return {
    signal,
    race(work) {
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          reject(signal.reason as Error)
        }
        if (signal.aborted) onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        // After an abort the reason is what is answered, whatever the work throws because of it.
        work.then(resolve, (error: unknown) => {
          reject((signal.aborted ? signal.reason : error) as Error)
        })
      })
    },
    setDeadline(timeoutMs) {
      timer = setTimeout(() => {
        controller.abort(timedOut(timeoutMs))
      }, timeoutMs)
    },
    recheck(check, everyMs) {
      checking = setInterval(() => {
        try {
          check()
        } catch (error) {
          clearInterval(checking)
          controller.abort(error)
        }
      }, everyMs)
    },
    end() {
      clearTimeout(timer)
      clearInterval(checking)
      response.removeListener('close', onClose)
      cutoff.removeEventListener('abort', onCutoff)
    },
  }
}

function timedOut(timeoutMs: number): AppError {
  return new AppError(
    'timed_out',
    `The work took longer than ${timeoutMs} ms and was given up. Ask for less, or raise YOUJU_REQUEST_TIMEOUT_MS.`,
  )
}
