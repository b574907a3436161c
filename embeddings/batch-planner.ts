/**
 * Sorts texts by length and groups neighbours, so that a run pads little and its memory is bounded by tokens,
 * not by texts: within a group, number of texts x longest text <= `budgetTokens`. Only a single text that is
 * longer than the whole budget may exceed it, alone.
 * @param lengths tokens of each text, specials included
 * @param budgetTokens padded tokens of one run, at least 1
 * @returns the groups, shortest texts first, as positions in `lengths`; each position occurs exactly once
 */
export function planGroups(lengths: readonly number[], budgetTokens: number): number[][] {
  const order = lengths
    .map((length, position) => ({ length, position }))
    .sort((left, right) => left.length - right.length || left.position - right.position)
  const groups: number[][] = []
  let group: number[] = []
  for (const { length, position } of order) {
    // Ascending order makes the newcomer the longest, and so the width of the whole group.
    if (group.length > 0 && (group.length + 1) * length > budgetTokens) {
      groups.push(group)
      group = []
    }
    group.push(position)
  }
  if (group.length > 0) groups.push(group)
  return groups
}

/** UTF-16 units of Latin prose that make one token of a Chinese vocabulary, about: measured 3.1 to 4.5. */
const LATIN_UNITS_PER_TOKEN = 3

/**
 * A cheap guess, on the main thread, of how many tokens a text will have, for ordering and for the size of
 * what is handed to a worker; the worker counts exactly and plans again.
 * @param maxTokens the model's limit, at which texts are cut
 */
export function estimateTokens(text: string, maxTokens: number): number {
  let latin = 0
  let other = 0
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) < 0x2e80) latin++
    else other++
  }
  return Math.min(maxTokens, other + Math.ceil(latin / LATIN_UNITS_PER_TOKEN) + 2)
}
