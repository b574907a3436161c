/** What a character of an alphabet carries beside a Han character: an English text needs 2.5 times as many. */
const ALPHABETIC_LENGTH = 0.4
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF“”‘’…]/u

/** Length of a text in Chinese characters: what it takes of a reader's attention, whatever its script. */
export function readingLength(text: string): number {
  let length = 0
  for (const character of text) length += WIDE.test(character) ? 1 : ALPHABETIC_LENGTH
  return length
}
