import { chineseNumber, ENGLISH_NUMBER_WORDS, englishNumber, multipleOf } from './numerals.js'
import { comparable, UNIT_PATTERN, unitOf, type Unit } from './units.js'

export type FactKind =
  | 'year'
  | 'month'
  /** Month and day: 100 * month + day. */
  | 'date'
  | 'day'
  | 'weekday'
  /** Minutes since midnight. */
  | 'clock'
  | 'ordinal'
  | 'percent'
  | 'points'
  | 'number'
  /** A telephone number, a model, a duration like 1:06:48: compared letter by letter. */
  | 'code'

/** A number, date, time or code that a text states, in offsets of the folded text. */
export interface Fact {
  readonly kind: FactKind
  readonly value: number | string
  readonly unit: Unit | null
  readonly start: number
  readonly end: number
}

const CHINESE = '[零〇一二两三四五六七八九十百千万亿]'
const ARABIC = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?`
const MULTIPLE = String.raw`(?:\s*(?:万亿|[万亿]|[百千](?![米克瓦帕分])|(?:thousand|million|billion|trillion)\b))`
const N = `(?:${ARABIC}${MULTIPLE}?|${CHINESE}+(?:点[零〇一二三四五六七八九]+[万亿]?)?)`
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
)
const MONTH = `(?:${MONTHS.join('|')})`
const WEEKDAYS = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ')
const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ')
const WORD_NUMBER = `(?:${ENGLISH_NUMBER_WORDS.join('|')})`
const PERIOD = '(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜间|当晚|晚|早)'

type Groups = Readonly<Record<string, string | undefined>>
type Found = Pick<Fact, 'kind' | 'value'> & { readonly unit?: Unit | null }

interface Rule {
  readonly pattern: RegExp
  /** @returns nothing when what matched is no fact after all */
  read(groups: Groups): readonly Found[]
}

const rule = (pattern: string, read: Rule['read']): Rule => ({ pattern: new RegExp(pattern, 'uy'), read })

/** Idioms that look like numbers. */
const IDIOM =
  '一(?:些|样|般|起|直|定|旦|度|时|下|线|路|带|旁|边|面|再|向|律|切|致|贯|流|体|概|来|方面|系列)|' +
  '十(?:分(?!钟)|足|字)|万(?:一|分|千|物)|千(?:万(?!元|人|米)|方百计)|百(?:姓|货|科|分(?!之))|' +
  '三(?:明治)|四(?:川|周|处)|五(?:官|星|谷)|七(?:八)|两(?:岸|侧|旁|边)'

/** First match wins: the longer forms come first. */
const RULES: readonly Rule[] = [
  rule(IDIOM, () => []),
  rule(String.raw`(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})(?!\d)`, ({ y, m, d }) => [
    { kind: 'year', value: Number(y) },
    date(Number(m), Number(d)),
  ]),
  rule(String.raw`(?<t>\d{1,2}:\d{2}:\d{2})(?!\d)`, ({ t = '' }) => [{ kind: 'code', value: t }]),
  rule(
    String.raw`(?<p>${PERIOD})?\s*(?<h>\d{1,2}):(?<m>\d{2})(?!\d)(?:\s*(?<e>[ap])\.?m\b\.?)?`,
    ({ p = '', h, m, e = '' }) => [clock(Number(h), Number(m), p + e)],
  ),
  rule(String.raw`(?<h>\d{1,2})\s*(?<e>[ap])\.?m\b\.?`, ({ h, e = '' }) => [clock(Number(h), 0, e)]),
  rule(
    String.raw`(?<p>${PERIOD})?(?<h>${N})[时点](?!间|候|期|钟头|评|名|燃|心|代|刻|常|而|[零〇一二三四五六七八九](?!十|分))整?(?:(?<m>${N})分(?!之)|(?<half>半)|(?<quarter>一刻))?`,
    ({ p = '', h = '', m, half, quarter }) => {
      const minutes = m === undefined ? (half ? 30 : quarter ? 15 : 0) : numberOf(m)
      const hour = numberOf(h)
      return hour === undefined || minutes === undefined || hour > 24 ? [] : [clock(hour, minutes, p)]
    },
  ),
  rule(String.raw`(?<y>\d{4}|[一二][零〇一二三四五六七八九]{3})\s*年(?![级代])`, ({ y = '' }) => [
    { kind: 'year', value: numberOf(y) ?? 0 },
  ]),
  rule(String.raw`(?<m>${N})月(?<d>${N})[日号]`, ({ m = '', d = '' }) => [
    date(numberOf(m) ?? 0, numberOf(d) ?? 0),
  ]),
  rule(String.raw`(?<m>${N})月(?!票|卡|亮|租|薪)`, ({ m = '' }) => [
    { kind: 'month', value: numberOf(m) ?? 0 },
  ]),
  rule(String.raw`(?<d>${N})(?:日(?!报|元|常|本|志|益)|号(?![线楼门院馆店机]))`, ({ d = '' }) => [
    { kind: 'day', value: numberOf(d) ?? 0 },
  ]),
  rule(
    String.raw`(?<d>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?<m>${MONTH})\b(?:,?\s+(?<y>\d{4})(?!\d))?`,
    englishDate,
  ),
  rule(
    String.raw`(?<m>${MONTH})\s+(?<d>\d{1,2})(?:st|nd|rd|th)?(?![\d:])(?:,?\s+(?<y>\d{4})(?!\d))?`,
    englishDate,
  ),
  rule(String.raw`(?<m>${MONTH})\s+(?<y>\d{4})(?!\d)`, englishDate),
  rule(String.raw`(?<w>${WEEKDAYS.join('|')})s?\b`, ({ w = '' }) => [
    { kind: 'weekday', value: WEEKDAYS.indexOf(w) + 1 },
  ]),
  rule('(?:周|星期|礼拜)(?<w>[一二三四五六日天])', ({ w = '' }) => [
    {
      kind: 'weekday',
      value: '一二三四五六日天'.indexOf(w) % 7 === 0 && w === '天' ? 7 : '一二三四五六日'.indexOf(w) + 1 || 7,
    },
  ]),
  rule(String.raw`百分之(?<n>${N})`, ({ n = '' }) => measured('percent', numberOf(n))),
  rule(String.raw`(?<n>${N})\s*(?:个百分点|percentage points?)`, ({ n = '' }) =>
    measured('points', numberOf(n)),
  ),
  rule(String.raw`(?<n>${N})\s*(?:%|percent\b|per cent\b)`, ({ n = '' }) => measured('percent', numberOf(n))),
  rule(String.raw`(?<n>${N})成(?![为立果员本人都分长功就绩品了不])(?<half>[半五])?`, ({ n = '', half }) =>
    measured('percent', scaled(numberOf(n), 10, half === undefined ? 0 : 5)),
  ),
  rule(String.raw`(?<b>${N})分之(?<a>${N})`, ({ a = '', b = '' }) => {
    const [part, whole] = [numberOf(a), numberOf(b)]
    return part === undefined || !whole ? [] : [{ kind: 'percent', value: (100 * part) / whole }]
  }),
  rule(String.raw`(?<t>[a-z]{1,8}-?\d[a-z\d]*(?:-[a-z\d]+)*)`, ({ t = '' }) => [
    { kind: 'code', value: t.replaceAll('-', '') },
  ]),
  rule(String.raw`(?<t>\d{3,}-\d{4,}(?:-\d+)?|\d{2,4}-\d{7,8})(?!\d)`, ({ t = '' }) => [
    { kind: 'code', value: t.replaceAll('-', '') },
  ]),
  rule(String.raw`第\s*(?<n>${N})`, ({ n = '' }) => measured('ordinal', numberOf(n))),
  rule(String.raw`(?<n>\d+)(?:st|nd|rd|th)\b`, ({ n = '' }) => measured('ordinal', numberOf(n))),
  rule(String.raw`(?<w>${ORDINALS.join('|')})\b`, ({ w = '' }) => [
    { kind: 'ordinal', value: ORDINALS.indexOf(w) + 1 },
  ]),
  rule(
    String.raw`(?<c>[$¥€£])?(?<n>${N})(?:多|余|来|几)?\s*(?:-\s*)?(?<u>${UNIT_PATTERN})?(?<half>半)?`,
    ({ c, n = '', u, half }) => {
      const value = numberOf(n)
      const unit = c === undefined ? unitOf(u ?? '') : unitOf(CURRENCIES[c] ?? '')
      const isWord = /^\D$/u.test(n) && unit === null
      if (value === undefined || isWord) return []
      return [{ kind: 'number', value: half === undefined ? value : value + 0.5, unit }]
    },
  ),
  rule(
    String.raw`(?<w>${WORD_NUMBER}(?:[- ](?:and )?(?:${WORD_NUMBER}|hundred|thousand|million|billion))*)\b\s*-?(?<u>${UNIT_PATTERN})?`,
    ({ w = '', u = '' }) => [
      { kind: 'number', value: englishNumber(w.replaceAll(' and ', ' ').split(/[- ]/)), unit: unitOf(u) },
    ],
  ),
]

const CURRENCIES: Readonly<Record<string, string>> = { $: 'dollar', '¥': '元', '€': 'euro', '£': 'pounds' }
/** Where a fact can begin; spares trying every rule everywhere. */
const BEGINNING = new RegExp(
  String.raw`[\d零〇一二两三四五六七八九十百$¥€£第周星礼凌清早上中下傍晚夜当]|(?<![a-z\d])[a-z]`,
  'uy',
)

/** The numbers, dates, times and codes of a folded text, in order, not overlapping. */
export function factsOf(folded: string): Fact[] {
  const facts: Fact[] = []
  for (let at = 0; at < folded.length;) {
    const end = readAt(folded, at, facts)
    at = end > at ? end : at + 1
  }
  return facts
}

/** @returns where the fact (or the idiom) ends; `at` when there is none */
function readAt(folded: string, at: number, facts: Fact[]): number {
  BEGINNING.lastIndex = at
  if (!BEGINNING.test(folded) && !IDIOM_START.has(folded.charAt(at))) return at
  for (const candidate of RULES) {
    candidate.pattern.lastIndex = at
    const match = candidate.pattern.exec(folded)
    if (match === null) continue
    const end = at + match[0].length
    const found = candidate.read(match.groups ?? {})
    facts.push(...found.map(fact => ({ unit: null, ...fact, start: at, end })))
    return end
  }
  return at
}

const IDIOM_START = new Set('千万')

/** Whether a source's fact says what a statement's fact says. */
export function sameFact(stated: Fact, source: Fact): boolean {
  const { kind, value } = stated
  if (kind === source.kind) {
    if (typeof value === 'string' || typeof source.value === 'string') return value === source.value
    if (kind === 'clock') return value === source.value || (value < 720 && value + 720 === source.value)
    return (
      equal(value * factor(stated), source.value * factor(source)) && comparable(stated.unit, source.unit)
    )
  }
  if (typeof value === 'string' || typeof source.value === 'string') return false
  if (source.kind === 'date') {
    if (kind === 'month') return Math.floor(source.value / 100) === value
    if (kind === 'day') return source.value % 100 === value
  }
  const isCount = (fact: Fact) =>
    fact.kind === 'number' && (fact.unit === null || fact.unit.dimension === 'minute')
  if (kind === 'day' && isCount(source))
    return value * 1440 === source.value * factor(source) || (source.unit === null && value === source.value)
  if (source.kind === 'day' && isCount(stated)) return source.value * 1440 === value * factor(stated)
  const plain = stated.kind === 'number' ? stated : source
  const other = stated.kind === 'number' ? source : stated
  return plain.kind === 'number' && plain.unit === null && other.kind === 'year' && value === source.value
}

/** Whether one might be mistaken for the other: of one kind, counting the same. */
export function alike(one: Fact, other: Fact): boolean {
  return one.kind === other.kind && comparable(one.unit, other.unit)
}

const factor = (fact: Fact) => fact.unit?.factor ?? 1

function equal(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one), Math.abs(other))
}

function numberOf(text: string): number | undefined {
  const arabic = /^([\d,]+(?:\.\d+)?)\s*(\D*)$/u.exec(text)
  if (arabic === null) return chineseNumber(text)
  return Number((arabic[1] ?? '').replaceAll(',', '')) * multipleOf((arabic[2] ?? '').trim())
}

function scaled(value: number | undefined, times: number, plus: number): number | undefined {
  return value === undefined ? undefined : value * times + plus
}

function measured(kind: FactKind, value: number | undefined): Found[] {
  return value === undefined ? [] : [{ kind, value }]
}

const date = (month: number, day: number): Found => ({ kind: 'date', value: 100 * month + day })

function clock(hour: number, minutes: number, period: string): Found {
  const isLate = /^(?:下午|傍晚|晚|当晚|夜间)|p$/u.test(period) && hour < 12
  const isMidnight = period === 'a' && hour === 12
  return { kind: 'clock', value: 60 * (isLate ? hour + 12 : isMidnight ? 0 : hour) + minutes }
}

function englishDate({ y, m = '', d }: Groups): Found[] {
  const month = MONTHS.indexOf(m) + 1
  const day: Found = d === undefined ? { kind: 'month', value: month } : date(month, Number(d))
  return y === undefined ? [day] : [day, { kind: 'year', value: Number(y) }]
}
