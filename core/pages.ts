import type { PageStart, Span } from './types.js'

/** The page that an offset lies on; undefined for a text without pages, and in front of the first. */
export function pageAt(pages: readonly PageStart[] | undefined, offset: number): number | undefined {
  return pages?.findLast(([start]) => start <= offset)?.[1]
}

/** The pages of a part of a text: the one that it begins on, at its start, and those that begin within. */
export function pagesWithin(pages: readonly PageStart[] | undefined, { start, end }: Span): PageStart[] {
  const first = pageAt(pages, start)
  const later = pages?.filter(([offset]) => offset > start && offset < end) ?? []
  return first === undefined ? later : [[start, first], ...later]
}
