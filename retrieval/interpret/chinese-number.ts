const DIGITS = '零一二三四五六七八九'
const EQUIVALENTS: Readonly<Record<string, string>> = { 〇: '零', '○': '零', 两: '二' }
const VALUE = new Map(Array.from(DIGITS, (digit, value) => [digit, value]))

/** `23`, `二十三`, `十`, `两`, `二〇二三` as a number below 10,000; undefined when it is none. */
export function chineseNumber(text: string): number | undefined {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  const characters = Array.from(text, character => EQUIVALENTS[character] ?? character)
  if (characters.length === 0) return undefined
  if (characters.every(character => VALUE.has(character)))
    return Number(characters.map(character => VALUE.get(character)).join(''))
  return belowHundred(characters.join(''))
}

function belowHundred(text: string): number | undefined {
  const match = /^([一二三四五六七八九]?)十([一二三四五六七八九]?)$/u.exec(text)
  if (match === null) return undefined
  const [, tens = '', ones = ''] = match
  return (tens === '' ? 1 : (VALUE.get(tens) ?? 0)) * 10 + (VALUE.get(ones) ?? 0)
}
