import traditionalToSimplified from 'opencc-js/dict/TSCharacters'
import { firstOf, replaceOne, type Change } from './planted-change.js'

/** Sentences of which a part says something else than the whole. */
const CONDITION =
  /的，|如|若|除|但|例外|者，|只|不|没|未|无|其中|，(?:因|由)|由于|因为|if|unless|but|except|only|until|no |not /i

/** Leaves the last clause out. */
const shorter: Change = sentence => {
  const clauses = sentence.split(/(?<=[，,])(?!\d)/)
  if (clauses.length < 2 || CONDITION.test(sentence)) return null
  const kept = clauses
    .slice(0, -1)
    .join('')
    .replace(/[，,]\s*$/, '')
  return kept.length < 10 ? null : `${kept}${/[a-z]$/.test(kept) ? '.' : '。'}`
}

const SYNONYMS: readonly (readonly [RegExp, string])[] = [
  [/应为(?=\d)/, '是'],
  [/位于/, '在'],
  [/约为/, '大约是'],
  [/约(?=\d)/, '大约'],
  [/共(?=\d|有)/, '一共'],
  [/，共/, '，总计'],
  [/可以/, '可'],
  [/由于/, '因为'],
  [/因(?=地铁|气象)/, '由于'],
  [/介绍，/, '表示，'],
  [/表示，/, '说，'],
  [/定于/, '计划于'],
  [/计划(?=\d|用|改|今)/, '预计'],
  [/须(?=在)/, '必须'],
  [/其中/, '这当中'],
  [/设(?=站|补|座)/, '设有'],
  [/(?<![改长缩调减])为(?=\d)/, '是'],
  [/(?<![截改延])至(?=\d)/, '到'],
  [/以及/, '和'],
  [/今年的/, '本年度的'],
  [/全市/, '整个城市'],
  [/\babout\b/, 'around'],
  [/\bmust\b/, 'have to'],
  [/\bmay be\b/, 'can be'],
  [/\bruns\b/, 'operates'],
  [/\bbut\b/, 'although'],
  [/\bsaid\b/, 'stated'],
  [/\btakes\b/, 'needs'],
  [/\bcosts\b/, 'is priced at'],
]
const reworded: Change = sentence => {
  const usable = SYNONYMS.filter(([pattern]) => pattern.test(sentence)).slice(0, 2)
  return usable.length === 0
    ? null
    : usable.reduce((text, [pattern, other]) => text.replace(pattern, other), sentence)
}

const DIGITS = '零一二三四五六七八九'
function inChinese(value: number): string {
  if (value >= 10_000) {
    const rest = value % 10_000
    return `${inChinese(Math.floor(value / 10_000))}万${rest === 0 ? '' : (rest < 1000 ? '零' : '') + inChinese(rest)}`
  }
  let text = ''
  let rest = value
  for (const [place, name] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(rest / place)
    rest %= place
    if (digit > 0) text += (DIGITS[digit] ?? '') + name
    else if (text !== '' && rest > 0 && !text.endsWith('零')) text += '零'
  }
  return text.replace(/^一十/, '十')
}

const plainNumber = (text: string) => Number(text.replaceAll(',', ''))
const reformatted = firstOf(
  replaceOne(/(?<![\d.])\d+(?:\.\d+)?万(?=[人元册吨名枚亩张])/g, match =>
    String(Math.round(Number.parseFloat(match) * 10_000)),
  ),
  replaceOne(/(?<![\d.,])\d{2,5}(?=[元人名个间张枚家户座所件辆])/g, match => inChinese(Number(match))),
  replaceOne(/\d+(?=%)/g, match => match),
  replaceOne(/\d{1,2}:00/g, match => `${Number.parseInt(match, 10)}时`),
  replaceOne(/\d{1,3}(?:,\d{3})+/g, match => String(plainNumber(match))),
  replaceOne(/(?<!\d)\d{4}(?=年)/g, match =>
    Array.from(match, digit => '〇一二三四五六七八九'[Number(digit)]).join(''),
  ),
  replaceOne(/\d{1,2}月\d{1,2}日/g, match => match.replaceAll(/\d+/g, digits => inChinese(Number(digits)))),
  replaceOne(/\d+(?:\.\d+)?%/g, match => `百分之${match.slice(0, -1)}`),
)

const TRADITIONAL = new Map(
  traditionalToSimplified.split('|').map(entry => {
    const [traditional = '', simplified = ''] = entry.split(' ')
    return [simplified, traditional] as const
  }),
)
const inTraditional: Change = sentence => {
  const changed = Array.from(sentence, character => TRADITIONAL.get(character) ?? character).join('')
  return changed === sentence ? null : changed
}

const fullWidth: Change = sentence =>
  sentence.replaceAll(/[0-9%]/g, character => String.fromCharCode(character.charCodeAt(0) + 0xfee0))

/** The same clauses, the last one first. */
const reordered: Change = sentence => {
  const clauses = sentence.replace(/[。.]$/, '').split('，')
  if (clauses.length < 3 || /[“”：；]/.test(sentence) || CONDITION.test(sentence)) return null
  const [last, ...others] = [clauses.at(-1) ?? '', ...clauses.slice(0, -1)]
  return `${[last, ...others].join('，')}。`
}

/** What leaves a sentence true. */
export const TRUE: Readonly<Record<string, Change>> = {
  verbatim: sentence => sentence,
  shorter,
  reworded,
  reordered,
  reformatted,
  traditional: inTraditional,
  'full width': fullWidth,
}
