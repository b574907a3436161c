import type { Clock } from '../../core/clock.js'

const WINDOW_MS = 60_000
/** Most addresses remembered; then the ones that failed first are forgotten. */
const MAX_ADDRESSES = 10_000

/**
 * Counts keys that were shown in vain, by address. It turns away those who guess; whoever shows a right key is
 * never asked. Its memory is bounded, so a flood of addresses makes it forgetful, not the process large.
 */
export class FailureThrottle {
  private readonly failures = new Map<string, { count: number; readonly sinceMs: number }>()

  constructor(
    private readonly clock: Clock,
    /** Failures of one address in a minute. */
    private readonly maxPerMinute: number,
  ) {}

  /** Counts a failure. @returns how many of the address there are by now in this minute */
  note(address: string): number {
    const nowMs = this.clock.now().getTime()
    const known = this.failures.get(address)
    if (known !== undefined && nowMs - known.sinceMs < WINDOW_MS) return ++known.count
    this.failures.delete(address)
    this.failures.set(address, { count: 1, sinceMs: nowMs })
    const [first] = this.failures.keys()
    if (this.failures.size > MAX_ADDRESSES && first !== undefined) this.failures.delete(first)
    return 1
  }

  isOver(count: number): boolean {
    return count > this.maxPerMinute
  }
}
