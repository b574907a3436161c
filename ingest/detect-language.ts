const SAMPLE_CHARACTERS = 20_000
const LETTER = /\p{L}/gu
const HAN = /\p{Script=Han}/gu
const KANA_OR_HANGUL = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu
const LATIN = /\p{Script=Latin}/gu
const ENGLISH_WORD = /\b(?:the|of|and|to|in|is|for|on|with|that)\b/giu

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

/**
 * Guesses the language by its script, from the first 20,000 characters: `zh`, `en`, or `und` where neither
 * is likely. A Chinese text full of Latin names stays Chinese: one Han character says as much as several letters.
 */
export function detectLanguage(text: string): 'zh' | 'en' | 'und' {
  const sample = text.slice(0, SAMPLE_CHARACTERS)
  const letters = count(sample, LETTER)
  if (letters === 0) return 'und'
  const han = count(sample, HAN)
  if (han > 0 && count(sample, KANA_OR_HANGUL) * 5 < han && han * 4 >= letters) return 'zh'
  const latin = count(sample, LATIN)
  if (latin * 10 < letters * 9) return 'und'
  const isShort = latin < 200
  return isShort || count(sample, ENGLISH_WORD) * 50 >= latin / 5 ? 'en' : 'und'
}
