import type { WireInput } from '../server/shapes/request-schemas.js'

/** The options that narrow a question or a search. */
export interface FilterOptions {
  readonly after?: string
  readonly before?: string
  readonly tag?: string[]
}

export function filtersOf({ after, before, tag }: FilterOptions): WireInput<'SearchPost'>['filters'] {
  if (after === undefined && before === undefined && tag === undefined) return undefined
  return { published_after: after, published_before: before, tags: tag }
}
