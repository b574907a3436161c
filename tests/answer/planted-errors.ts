import traditionalToSimplified from 'opencc-js/dict/TSCharacters'

/** A statement with its quote, and whether the sentence it was made from bears it out. */
export interface PlantedCase {
  readonly kind: string
  readonly isTrue: boolean
  readonly statement: string
  readonly quote: string
}

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

type Random = () => number
/** A way to say something else; null where it cannot be done to the sentence. */
type Change = (sentence: string, random: Random) => string | null

const pick = <Item>(items: readonly Item[], random: Random): Item | undefined =>
  items[Math.floor(random() * items.length)]

/** Replaces one random match, and only when that changes something. */
function replaceOne(pattern: RegExp, change: (match: string, random: Random) => string | null): Change {
  return (sentence, random) => {
    const match = pick([...sentence.matchAll(pattern)], random)
    const replacement = match && change(match[0], random)
    if (match === undefined || replacement === null || replacement === undefined) return null
    const changed =
      sentence.slice(0, match.index) + replacement + sentence.slice(match.index + match[0].length)
    return changed === sentence ? null : changed
  }
}

const firstOf =
  (...changes: readonly Change[]): Change =>
  (sentence, random) =>
    changes.map(change => change(sentence, random)).find(changed => changed !== null) ?? null

// ---- untrue -------------------------------------------------------------------------------------------------

/** Numbers that are no part of a date, a time, a telephone number or an ordinal. */
const NUMBER = /(?<![\d.,:：第—-])\d+(?:[.,]\d+)*(?![\d.,]*\d|[年月日时分号:：—-]| (?:January|February|March|April|May|June|July|August|September|October|November|December))/g

const otherNumber = (match: string, random: Random): string => {
  const digits = [...match.matchAll(/\d/g)]
  const digit = pick(digits, random)
  if (digit === undefined) return match
  const low = digit.index === 0 ? 1 : 0
  const changed = low + ((Number(digit[0]) - low + 1 + Math.floor(random() * 8)) % (10 - low))
  return match.slice(0, digit.index) + String(changed) + match.slice(digit.index + 1)
}

/** Another number of the same sentence in its place: both numbers are in the source. */
const swapNumbers: Change = (sentence, random) => {
  const all = [...new Set([...sentence.matchAll(NUMBER)].map(match => match[0]))]
  return replaceOne(NUMBER, match => pick(all.filter(other => other !== match), random) ?? null)(sentence, random)
}

const otherDate = firstOf(
  replaceOne(/(?<!\d)(?:19|20)\d\d(?=年|,|\.| |$)/g, (year, random) =>
    String(Number(year) + (random() < 0.5 ? -1 : 1) * (1 + Math.floor(random() * 4))),
  ),
  replaceOne(/\d{1,2}(?=[日月])/g, (day, random) => String(1 + ((Number(day) + Math.floor(random() * 10)) % 12))),
  replaceOne(/周[一二三四五六日]/g, (day, random) => `周${pick([...'一二三四五六'], random) ?? ''}` || day),
  replaceOne(/\d{1,2}(?=:\d\d)/g, (hour, random) => String((Number(hour) + 1 + Math.floor(random() * 6)) % 24)),
  replaceOne(/(?:January|March|June|July|August|September|October|November|December)/g, (_, random) =>
    pick(['February', 'April', 'May', 'July', 'October'], random) ?? null,
  ),
  replaceOne(/Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday/g, (_, random) =>
    pick(['Monday', 'Wednesday', 'Saturday'], random) ?? null,
  ),
)

/** Names of the sample archive; those of one line may be taken for each other. */
const NAMES = [
  '温书宁 顾长霖 韩青岩 周砚农 许清和 裴少川 阮清欢 向北辰 覃大有 钟福寿 邬小满 闵知夏 佟桂香 宋闻樵 邵简宁',
  '鹭洲区 望塔区 南埠区 枫渡县',
  '柳湾镇 石盘镇',
  '文澜路 花埠街 老城街 油坊街 港前街 滨河大道 和平路 解放路',
  '望塔老桥 苇荡大桥',
  '南埠港 望塔北站 梓汀东站 老城站 滨河公园站',
  '市图书馆 市博物馆 市规划院',
  '市财政局 市教育局 市文旅局 市应急管理局 市住建局 市水文站 市交通局',
  'Shaochuan|Qinghuan|Yinglan|Shuning|Saskia',
  'Pei|Ruan|Vey|Wen|Du|Moss',
  'Nanbu|Wangta|Weidang|Luzhou|Fengdu|Laocheng|Huabu|Yinchang',
  'Wenlan|Gangqian',
].map(line => line.split(/[ |]/))

const otherName: Change = (sentence, random) => {
  const changes = NAMES.flatMap(group =>
    group
      .filter(name => (/^[A-Z]/.test(name) ? new RegExp(`\\b${name}\\b`).test(sentence) : sentence.includes(name)))
      .map(name => [name, group.filter(other => other !== name)] as const),
  )
  const change = pick(changes, random)
  const other = change && pick(change[1], random)
  if (change === undefined || other === undefined) return null
  const pattern = /^[A-Z]/.test(change[0]) ? new RegExp(`\\b${change[0]}\\b`) : change[0]
  return sentence.replace(pattern, other)
}

/** One character of a name: 温书宁 becomes 温书平. */
const misspeltName: Change = (sentence, random) => {
  const name = pick(NAMES.slice(0, 8).flat().filter(known => sentence.includes(known)), random)
  const other = pick([...'平明海文东青安华'], random) ?? ''
  if (name === undefined || name.includes(other)) return null
  const at = Math.min(name.length - 2, 1)
  return sentence.replace(name, name.slice(0, at) + other + name.slice(at + 1))
}

const negate = firstOf(
  replaceOne(/不(?=会|设|需|收|投|能|得|处|再|予|闭|变)|没有|无需|未(?=按|能|签)/g, () => ''),
  replaceOne(/(?<![不未没有])(?:可以|能够|需要|允许)/g, match => `不${match}`),
  replaceOne(/(?<![不未没有])(?:获得|完成|开通|举行|参加|提供|增加|公布|缩短|建成|位于|包括|报销|享受|办理|安排|延长|支持)/g, (match, random) =>
    random() < 0.5 ? `没有${match}` : `未${match}`,
  ),
  replaceOne(/\b(?:do|does|is|are|was|were|may|must|can) not /g, match => match.replace(' not', '')),
  replaceOne(/\b(?:is|are|was|were|may|must|can|will|should|has|have)\b(?! not)/g, match => `${match} not`),
)

const UNITS = [
  ['万元', '亿元'],
  ['亿元', '万元'],
  ['元', '美元'],
  ['公里', '米'],
  ['分钟', '小时'],
  ['小时', '天'],
  ['平方米', '亩'],
  ['个月', '天'],
  ['万人', '人'],
  ['%', '‰'],
] as const
const otherUnit: Change = (sentence, random) => {
  const unit = pick(
    UNITS.filter(([name]) => new RegExp(`\\d${name}`).test(sentence)),
    random,
  )
  return unit === undefined ? null : sentence.replace(new RegExp(`(?<=\\d)${unit[0]}`), unit[1])
}

// ---- true ---------------------------------------------------------------------------------------------------

/** Sentences of which a part says something else than the whole. */
const CONDITION = /的，|如|若|除|但|例外|者，|只|不|没|未|无|其中|，(?:因|由)|由于|因为|if|unless|but|except|only|until|no |not /i

/** Leaves the last clause out. */
const shorter: Change = sentence => {
  const clauses = sentence.split(/(?<=[，,])(?!\d)/)
  if (clauses.length < 2 || CONDITION.test(sentence)) return null
  const kept = clauses.slice(0, -1).join('').replace(/[，,]\s*$/, '')
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
  replaceOne(/(?<![\d.])\d+(?:\.\d+)?万(?=[人元册吨名枚亩张])/g, match => String(Math.round(Number.parseFloat(match) * 10_000))),
  replaceOne(/(?<![\d.,])\d{2,5}(?=[元人名个间张枚家户座所件辆])/g, match => inChinese(Number(match))),
  replaceOne(/\d+(?=%)/g, match => match),
  replaceOne(/\d{1,2}:00/g, match => `${Number.parseInt(match, 10)}时`),
  replaceOne(/\d{1,3}(?:,\d{3})+/g, match => String(plainNumber(match))),
  replaceOne(/(?<!\d)\d{4}(?=年)/g, match => Array.from(match, digit => '〇一二三四五六七八九'[Number(digit)]).join('')),
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

const UNTRUE: Readonly<Record<string, Change>> = {
  number: replaceOne(NUMBER, otherNumber),
  'number of its neighbour': swapNumbers,
  date: otherDate,
  name: otherName,
  'name misspelt': misspeltName,
  negation: negate,
  unit: otherUnit,
}
const TRUE: Readonly<Record<string, Change>> = {
  verbatim: sentence => sentence,
  shorter,
  reworded,
  reordered,
  reformatted,
  traditional: inTraditional,
  'full width': fullWidth,
}

/** A date of the sentence with the year of publication, or another one. */
function yearCompleted(sentence: string, year: number): string | null {
  if (/\d{4}年/.test(sentence) || !/(?<!\d)\d{1,2}月\d{1,2}日/.test(sentence)) return null
  return sentence.replace(/(?<!\d)\d{1,2}月\d{1,2}日/, `${year}年$&`)
}

/** A part of the sentence that holds its first number: the quote that a hasty model gives. */
const partOf: Change = sentence => {
  const part = sentence.split(/[，,；;]/).find(clause => /\d/.test(clause))?.trim() ?? ''
  return part.length >= 6 && part.length < sentence.length - 4 ? part : null
}

export interface PlantedSentence {
  readonly sentence: string
  /** Another sentence of the same document. */
  readonly other: string
  /** Of publication. */
  readonly year: number
}

/** Everything that can be said of a sentence, true and untrue; the quote is the sentence unless the kind says so. */
export function plantIn({ sentence, other, year }: PlantedSentence, random: Random): PlantedCase[] {
  const make = (changes: typeof TRUE, isTrue: boolean) =>
    Object.entries(changes).flatMap(([kind, change]): PlantedCase[] => {
      const statement = change(sentence, random)
      return statement === null ? [] : [{ kind, isTrue, statement, quote: sentence }]
    })
  const invented = UNTRUE['number']?.(sentence, random) ?? UNTRUE['negation']?.(sentence, random)
  const extra = (kind: string, isTrue: boolean, statement: string | null, quote: string | null = sentence) =>
    statement === null || quote === null ? [] : [{ kind, isTrue, statement, quote }]
  return [
    ...extra('year completed', true, yearCompleted(sentence, year)),
    ...extra('year completed wrongly', false, yearCompleted(sentence, year - 1)),
    ...extra('part quoted', true, sentence, partOf(sentence, random)),
    ...extra('other sentence quoted', false, sentence, other),
    ...make(TRUE, true),
    ...make(UNTRUE, false),
    // The quote is made to fit the error: it stands nowhere.
    ...(invented ? [{ kind: 'invented quote', isTrue: false, statement: invented, quote: invented }] : []),
  ]
}
