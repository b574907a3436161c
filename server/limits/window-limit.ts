// Its main entry loads the limiters of a dozen databases.
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js'
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js'

/** How much of a limit is left in the current window. */
export interface WindowUse {
  readonly isOver: boolean
  /** It is the first one too many of this window. */
  readonly isFirstOver: boolean
  readonly limit: number
  readonly remaining: number
  /** Until the window ends and everything is free again, milliseconds. */
  readonly resetMs: number
}

export interface WindowLimitOptions {
  /** Most in one window. */
  readonly limit: number
  readonly windowSeconds: number
  /** Most subjects remembered; then the one that came first is forgotten. Default 10,000. */
  readonly maxSubjects?: number
}

const MAX_SUBJECTS = 10_000

/**
 * Counts what each subject uses in a window that begins with its first use. In memory, for a bounded number of
 * subjects, so a flood of addresses makes it forgetful, not the process large.
 */
export class WindowLimit {
  private readonly limiter: RateLimiterMemory
  private readonly subjects = new Set<string>()
  private readonly maxSubjects: number
  private readonly limit: number

  constructor({ limit, windowSeconds, maxSubjects = MAX_SUBJECTS }: WindowLimitOptions) {
    this.limit = limit
    this.maxSubjects = maxSubjects
    this.limiter = new RateLimiterMemory({ points: limit, duration: windowSeconds })
  }

  /** Counts it, also when it is too much. */
  async take(subject: string, amount = 1): Promise<WindowUse> {
    this.remember(subject)
    try {
      return this.useOf(await this.limiter.consume(subject, amount), amount)
    } catch (error) {
      if (error instanceof RateLimiterRes) return this.useOf(error, amount)
      throw error
    }
  }

  /** Gives back what was taken and not used. */
  async giveBack(subject: string, amount: number): Promise<void> {
    if (this.subjects.has(subject)) await this.limiter.reward(subject, amount)
  }

  private useOf({ consumedPoints, msBeforeNext }: RateLimiterRes, amount: number): WindowUse {
    const { limit } = this
    return {
      isOver: consumedPoints > limit,
      isFirstOver: consumedPoints > limit && consumedPoints - amount <= limit,
      limit,
      remaining: Math.max(0, limit - consumedPoints),
      resetMs: Math.max(0, msBeforeNext),
    }
  }

  private remember(subject: string): void {
    this.subjects.add(subject)
    const [first] = this.subjects
    if (this.subjects.size <= this.maxSubjects || first === undefined) return
    this.subjects.delete(first)
    void this.limiter.delete(first)
  }
}
