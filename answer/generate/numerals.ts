const DIGITS: Readonly<Record<string, number>> = {
  ...{ 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 },
}
const PLACES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }
const MYRIADS: Readonly<Record<string, number>> = { 万: 1e4, 亿: 1e8, 万亿: 1e12 }

const ENGLISH: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
    'seventeen eighteen nineteen'
  )
    .split(' ')
    .map((word, value) => [word, value] as const)
    .concat(
      'twenty thirty forty fifty sixty seventy eighty ninety'
        .split(' ')
        .map((word, tens) => [word, 10 * (tens + 2)] as const),
    ),
)
const ENGLISH_MULTIPLES: Readonly<Record<string, number>> = {
  ...{ hundred: 100, thousand: 1000, million: 1e6, billion: 1e9, trillion: 1e12 },
}

/** English number words that a statement can be held to; "one" is a pronoun too often. */
export const ENGLISH_NUMBER_WORDS = Object.keys(ENGLISH).filter(word => word !== 'zero' && word !== 'one')

/** The value of a multiple such as 万 or million; 1 for anything else. */
export function multipleOf(word: string): number {
  return MYRIADS[word] ?? PLACES[word] ?? ENGLISH_MULTIPLES[word] ?? 1
}

/** `twenty-three`, `five hundred`; each word a number word. */
export function englishNumber(words: readonly string[]): number {
  return words.reduce((value, word) => {
    const multiple = ENGLISH_MULTIPLES[word]
    return multiple === undefined ? value + (ENGLISH[word] ?? 0) : value * multiple
  }, 0)
}

/**
 * A number in simplified Chinese numerals: `三百八十`, `五十八万三千`, `二〇二三` (digit by digit), `三点五万`.
 * @returns undefined when it is none, or an estimate such as `七八`
 */
export function chineseNumber(text: string): number | undefined {
  const [whole = '', decimals] = text.split('点')
  const value = wholeNumber(whole)
  if (value === undefined || decimals === undefined) return value
  const [, digits = '', multiple = ''] = /^([^万亿]*)([万亿]?)$/u.exec(decimals) ?? []
  return Number(`${value}.${Array.from(digits, digit => DIGITS[digit] ?? 0).join('')}`) * multipleOf(multiple)
}

function wholeNumber(text: string): number | undefined {
  if (!/^[零〇一二两三四五六七八九十]/u.test(text)) return undefined
  if (/^[零〇一二三四五六七八九]+$/u.test(text)) {
    if (text.length === 2) return undefined
    return Number(Array.from(text, digit => DIGITS[digit]).join(''))
  }
  let total = 0
  let section = 0
  let digit: number | undefined
  for (const character of text) {
    const place = PLACES[character]
    const myriad = MYRIADS[character]
    if (place !== undefined) {
      section += (digit ?? 1) * place
      digit = undefined
    } else if (myriad !== undefined) {
      total = (total + section + (digit ?? 0)) * myriad
      section = 0
      digit = undefined
    } else {
      digit = DIGITS[character]
    }
  }
  return total + section + (digit ?? 0)
}
