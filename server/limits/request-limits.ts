import type { Config } from '../../core/config.js'
import { AppError } from '../../core/errors.js'
import type { Caller } from '../access/auth.js'
import { subjectsOf, type SubjectKind } from './subjects.js'
import { WindowLimit, type WindowUse } from './window-limit.js'

export interface RequestLimits {
  /**
   * Counts a request of a caller.
   * @returns what is left of its tightest limit; undefined for a caller without any
   */
  take(caller: Caller): Promise<WindowUse | undefined>
}

const WINDOW_SECONDS = 60

/** Requests a minute: of a key, of a site and each of its visitors, and of an address. The operator has no limit. */
export function createRequestLimits(config: Config): RequestLimits {
  const limits: Record<SubjectKind, WindowLimit | undefined> = {
    key: limitOf(config.YOUJU_KEY_REQUESTS_PER_MINUTE),
    site: limitOf(config.YOUJU_SITE_REQUESTS_PER_MINUTE),
    visitor: limitOf(config.YOUJU_VISITOR_REQUESTS_PER_MINUTE),
    address: limitOf(config.YOUJU_ADDRESS_REQUESTS_PER_MINUTE),
  }
  return {
    async take(caller) {
      let tightest: WindowUse | undefined
      // The narrowest first: what one visitor sends in vain uses up nothing of the site's.
      for (const { kind, id } of subjectsOf(caller)) {
        const use = await limits[kind]?.take(id)
        if (use === undefined) continue
        if (use.isOver) return use
        if (tightest === undefined || use.remaining < tightest.remaining) tightest = use
      }
      return tightest
    },
  }
}

/** @param perMinute 0: no limit */
function limitOf(perMinute: number): WindowLimit | undefined {
  return perMinute === 0 ? undefined : new WindowLimit({ limit: perMinute, windowSeconds: WINDOW_SECONDS })
}

/** The header fields of draft-ietf-httpapi-ratelimit-headers-10. */
export function rateLimitHeaders({ limit, remaining, resetMs }: WindowUse): Record<string, string> {
  return {
    'RateLimit-Policy': `"requests";q=${limit};w=${WINDOW_SECONDS}`,
    RateLimit: `"requests";r=${remaining};t=${Math.ceil(resetMs / 1000)}`,
  }
}

export function rateLimited({ limit, resetMs }: WindowUse): AppError {
  return new AppError(
    'rate_limited',
    `This caller sent more than ${limit} requests within a minute; nothing was started. Wait, and send fewer.`,
    { details: { retry_after_seconds: Math.max(1, Math.ceil(resetMs / 1000)) } },
  )
}
