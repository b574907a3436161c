import type { Clock } from '../../core/clock.js'

export interface ExpiringMapOptions {
  /** Beyond it the oldest entry goes. */
  readonly maxEntries: number
  /** An entry is gone this long after it was set. */
  readonly maxAgeMs: number
  readonly clock: Clock
}

/** What is remembered for a while, and never more than so much of it. */
export class ExpiringMap<Value> {
  private readonly entries = new Map<string, { readonly value: Value; readonly setAtMs: number }>()

  constructor(private readonly options: ExpiringMapOptions) {}

  get(key: string): Value | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined || this.isOver(entry.setAtMs)) return undefined
    return entry.value
  }

  set(key: string, value: Value): void {
    this.entries.delete(key)
    this.entries.set(key, { value, setAtMs: this.nowMs })
    // In the order of setting, so the first ones are the oldest.
    for (const [oldest, { setAtMs }] of this.entries) {
      if (this.entries.size <= this.options.maxEntries && !this.isOver(setAtMs)) return
      this.entries.delete(oldest)
    }
  }

  delete(key: string): void {
    this.entries.delete(key)
  }

  private isOver(setAtMs: number): boolean {
    return this.nowMs - setAtMs >= this.options.maxAgeMs
  }

  private get nowMs(): number {
    return this.options.clock.now().getTime()
  }
}
