const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu
const CHARACTERS_PER_TOKEN = 4

/** About as many tokens as the common tokenisers make of a text: one a Chinese character, one for four others. */
export function estimateTokens(text: string): number {
  const wide = text.match(WIDE)?.length ?? 0
  return wide + Math.ceil((text.length - wide) / CHARACTERS_PER_TOKEN)
}
