import type { RetrievalFilter } from '../../core/types.js'
import { startOfDay } from './calendar.js'
import type { PublishedWithin } from './interpret.js'

/** A time of publication, RFC 3339, half-open. */
export interface PublishedBounds {
  readonly from?: string
  readonly until?: string
}

export interface PublishedLimits {
  readonly filter: RetrievalFilter | undefined
  /** Preferred, not required. */
  readonly preferred: PublishedBounds | undefined
}

/**
 * Joins what the caller set with what was read out of the question. The caller's bounds always hold: a time that
 * is read narrows them, and counts for nothing where it would leave no time at all, or where it only prefers.
 */
export function limitPublication(
  filter: RetrievalFilter | undefined,
  published: PublishedWithin | undefined,
): PublishedLimits {
  if (published === undefined) return { filter, preferred: undefined }
  const { from, until } = published.range
  const bounds: PublishedBounds = {
    ...(from !== undefined && { from: startOfDay(from) }),
    ...(until !== undefined && { until: startOfDay(until) }),
  }
  const isBounded = filter?.publishedAfter !== undefined || filter?.publishedBefore !== undefined
  if (published.effect === 'boost') return { filter, preferred: isBounded ? undefined : bounds }
  const publishedAfter = laterOf(filter?.publishedAfter, bounds.from)
  const publishedBefore = earlierOf(filter?.publishedBefore, bounds.until)
  const isEmpty =
    publishedAfter !== undefined &&
    publishedBefore !== undefined &&
    Date.parse(publishedAfter) >= Date.parse(publishedBefore)
  return { filter: isEmpty ? filter : { ...filter, publishedAfter, publishedBefore }, preferred: undefined }
}

function laterOf(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Date.parse(one) >= Date.parse(other) ? one : other
}

function earlierOf(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Date.parse(one) <= Date.parse(other) ? one : other
}
