/**
 * Sizes are in Chinese characters. A character of an alphabet carries less, so it counts as
 * `alphabeticSize`: an English passage gets about 2.5 times as many characters for the same information, and
 * a text in both scripts needs no decision of its own.
 */
export interface SplitOptions {
  /** Below it, a passage joins a neighbour up to `maxSize`. */
  readonly minSize: number
  /** Neighbouring paragraphs are joined up to it; long ones are divided into equal shares near it. */
  readonly targetSize: number
  /** Longer only where a heading, or what has no letter and no digit, would otherwise stand alone. */
  readonly maxSize: number
  /** A line that is longer is not taken for a heading. */
  readonly headingMaxSize: number
  /** Size of a character that is not Chinese, Japanese or Korean, 0 < size <= 1. */
  readonly alphabeticSize: number
}

/** @see docs/benchmarks.md for the retrieval figures behind the sizes */
export const SPLIT_DEFAULTS: SplitOptions = Object.freeze({
  minSize: 120,
  targetSize: 200,
  maxSize: 250,
  headingMaxSize: 40,
  alphabeticSize: 0.4,
})

/** Size of the code unit `code` in Chinese characters. */
export function characterSize(code: number, options: SplitOptions): number {
  const wide = (code >= 0x2e80 && code <= 0xd7af) || (code >= 0xf900 && code <= 0xffef)
  return wide ? 1 : options.alphabeticSize
}

/** Size of `text.slice(start, end)` in Chinese characters. */
export function measure(text: string, start: number, end: number, options: SplitOptions): number {
  let size = 0
  for (let at = start; at < end; at++) size += characterSize(text.charCodeAt(at), options)
  return size
}

/** The equal shares nearest to the target that a text of this size is divided into. */
export function shareOf(size: number, { targetSize, maxSize }: SplitOptions): number {
  return size / Math.max(1, Math.ceil(size / maxSize), Math.round(size / targetSize))
}
