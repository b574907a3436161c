/** A sequence of numbers in 0..1 that is the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export type Random = () => number
/** A way to say something else; null where it cannot be done to the sentence. */
export type Change = (sentence: string, random: Random) => string | null

export const pick = <Item>(items: readonly Item[], random: Random): Item | undefined =>
  items[Math.floor(random() * items.length)]

/** Replaces one random match, and only when that changes something. */
export function replaceOne(
  pattern: RegExp,
  change: (match: string, random: Random) => string | null,
): Change {
  return (sentence, random) => {
    const match = pick([...sentence.matchAll(pattern)], random)
    const replacement = match && change(match[0], random)
    if (match === undefined || replacement === null || replacement === undefined) return null
    const changed =
      sentence.slice(0, match.index) + replacement + sentence.slice(match.index + match[0].length)
    return changed === sentence ? null : changed
  }
}

export const firstOf =
  (...changes: readonly Change[]): Change =>
  (sentence, random) =>
    changes.map(change => change(sentence, random)).find(changed => changed !== null) ?? null
