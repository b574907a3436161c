import { setTimeout as delay } from 'node:timers/promises'
import type { Waiting } from './host-turns.js'

/** The machine's own time. */
export const systemWaiting: Waiting = {
  nowMs: () => Date.now(),
  async wait(ms, signal) {
    try {
      await delay(ms, undefined, { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  },
}
