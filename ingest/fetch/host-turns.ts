/** Time as the fetcher sees it; a test may let it pass. */
export interface Waiting {
  nowMs(): number
  /** @throws the signal's reason when it aborts */
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>
}

interface HostState {
  /** Resolves when whoever came before has finished. */
  last: Promise<void>
  nextAtMs: number
  waiting: number
}

/** More hosts than one crawl or feed list meets. */
const MAX_HOSTS = 1000

/** Lets one piece of work at a time go to a host, with a pause after each. */
export class HostTurns {
  private readonly hosts = new Map<string, HostState>()

  constructor(private readonly time: Waiting) {}

  /** Waits for the turn, works, and holds the next one back for `pauseMs`. */
  async take<Result>(
    host: string,
    turn: { readonly pauseMs: number; readonly signal: AbortSignal | undefined },
    work: () => Promise<Result>,
  ): Promise<Result> {
    const state = this.stateOf(host)
    const before = state.last
    let finish = (): void => undefined
    state.last = new Promise<void>(resolve => {
      finish = resolve
    })
    state.waiting++
    try {
      await before
      turn.signal?.throwIfAborted()
      const waitMs = state.nextAtMs - this.time.nowMs()
      if (waitMs > 0) await this.time.wait(waitMs, turn.signal)
      try {
        return await work()
      } finally {
        state.nextAtMs = Math.max(state.nextAtMs, this.time.nowMs() + turn.pauseMs)
      }
    } finally {
      state.waiting--
      finish()
    }
  }

  /** No turn begins at the host before that time. */
  holdBack(host: string, untilMs: number): void {
    const state = this.stateOf(host)
    state.nextAtMs = Math.max(state.nextAtMs, untilMs)
  }

  /** How long the host is held back from now on, milliseconds. */
  heldForMs(host: string): number {
    return Math.max(0, (this.hosts.get(host)?.nextAtMs ?? 0) - this.time.nowMs())
  }

  private stateOf(host: string): HostState {
    const known = this.hosts.get(host)
    if (known !== undefined) return known
    if (this.hosts.size >= MAX_HOSTS) this.forgetIdle()
    const state = { last: Promise.resolve(), nextAtMs: 0, waiting: 0 }
    this.hosts.set(host, state)
    return state
  }

  private forgetIdle(): void {
    const nowMs = this.time.nowMs()
    for (const [host, { waiting, nextAtMs }] of this.hosts) {
      if (waiting === 0 && nextAtMs <= nowMs) this.hosts.delete(host)
    }
  }
}
