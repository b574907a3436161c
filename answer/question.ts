import { fold } from '../core/text/fold.js'
import { createTermMatcher } from '../core/text/term-matcher.js'

/** What kind of thing would answer the question. */
export type AnswerType = 'person' | 'time' | 'place' | 'quantity' | 'reason' | 'manner' | 'polar' | 'open'

/** First match wins: the more specific forms come first. Patterns are matched on folded text. */
const PATTERNS: readonly (readonly [AnswerType, RegExp])[] = [
  ['reason', /为什么|为何|为啥|何以|原因|缘故|怎么会|\bwhy\b|\breasons?\b|\bcause[ds]?\b/u],
  [
    'time',
    /什么时候|何时|几时|(?:周|星期|礼拜)几|何年|哪几[年天]|哪一?年|哪一?天|哪一?月|哪一?日|几月|几号|几点|哪个(?:年代|世纪|时期|月|季节)|什么(?:日期|时间|年代)|时间是|多久|\bwhen\b|\bwhat (?:year|date|day|month|time)\b|\bhow long\b|\bwhich (?:year|month|day)\b/u,
  ],
  ['person', /谁|哪位|哪一位|何人|什么人|哪些人|\bwho(?:m|se)?\b/u],
  [
    'quantity',
    /多少|几(?!乎|何)|多[大高长远深重快宽厚]|第几|百分之|占比|比例|\bhow (?:many|much|old|far|tall|high|large|big|deep|fast|often)\b|\bwhat (?:percentage|percent|number|amount)\b/u,
  ],
  [
    'place',
    /哪里|哪儿|何处|何地|在哪|什么地方|什么地点|哪个(?:国家|城市|地区|省|市|县|区|洲|州|地方|大学|学校)|哪[省市县区国州]|(?:是|位于|属于)哪[?？]?$|\bwhere\b|\bwhat (?:country|city|place|state)\b|\bwhich (?:country|city|place|state)\b/u,
  ],
  ['manner', /怎么|怎样|如何|怎么样|\bhow\b/u],
  [
    'polar',
    /吗[?？]?$|是否|能否|可否|会不会|是不是|能不能|有没有|^(?:is|are|was|were|do|does|did|can|could|has|have|will) /u,
  ],
]

/** What is looked for in a sentence. */
export interface ExpectedAnswer {
  readonly type: AnswerType
  /**
   * A number with its unit, or a time of the kind asked for, when the question names one (多少人, 几架, 多高, 周几,
   * 几点): more telling than any number or time.
   */
  readonly measure: RegExp | null
}

export function expectedAnswer(question: string): ExpectedAnswer {
  const folded = fold(question).text.trim()
  const type = PATTERNS.find(([, pattern]) => pattern.test(folded))?.[0] ?? 'open'
  return { type, measure: type === 'quantity' || type === 'time' ? measureOf(folded) : null }
}

/** Units of the dimensions that a question asks for without naming a unit. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [
    /多久|多长时间|how long/u,
    '年|个?月|天|日|周|星期|小时|分钟?|秒|世纪|years?|months?|weeks?|days?|hours?|minutes?',
  ],
  [/多长|多远|多宽|多高|多深/u, '公里|千米|米|厘米|毫米|海里|英里|公尺|尺|里|层'],
  [/多大(?!年)/u, '岁|平方|公顷|亩|公里|米|级|吨'],
  [/多大年|多少岁|how old/u, '岁|years?'],
  [/多重/u, '公斤|千克|克|吨|斤|磅'],
  [/多少钱|多少元|价格|票价|费用|how much/u, '元|块|美元|欧元|英镑|日元|万|亿|dollars?|yuan|pounds?|euros?'],
  [/多少人|几个?人|多少名|几名|多少位|几位/u, '个?人|名|位|口'],
  [/百分之|占比|比例|percent/u, '%|成|percent'],
]
/** What a question about a time asks for, where it says so. */
const TIMES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /(?:周|星期|礼拜)几|what day of the week|which weekday/u,
    /(?:周|星期|礼拜)[一二三四五六日天末]|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bweekends?\b/u,
  ],
  [
    /几点|what time/u,
    /\p{N}{1,2}\s*[:：时点]|[一二三四五六七八九十两][时点](?!间)|中午|正午|午夜|\b\d{1,2}\s*[ap]\.?m\b|\bnoon\b|\bmidnight\b/u,
  ],
  [
    /哪一?年|何年|what year|which year/u,
    /\p{N}{2,4}\s*年|[〇零一二三四五六七八九]{2,4}年|元年|[同次翌去今前明]年|\b(?:1\d|20)\d\d\b/u,
  ],
  [
    /几月|哪一?月|哪个月|which month|what month/u,
    /(?:\p{N}{1,2}|[一二三四五六七八九十])\s*月|正月|腊月|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b/u,
  ],
  [
    /几号|几日|哪一?天|哪一?日|什么日期|what date|which day/u,
    /\p{N}{1,2}\s*[日号](?!线)|[一二三四五六七八九十]日|初[一二三四五六七八九十]|除夕|元旦|[昨今明当次同翌][天日]|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d/u,
  ],
]
const COUNTED = /(?:多少|第?几)(?:个)?(\p{Script=Han})/u

/** The number with its unit, or the kind of time, that the folded question asks for, if it says which. */
function measureOf(question: string): RegExp | null {
  const time = TIMES.find(([asked]) => asked.test(question))?.[1]
  if (time !== undefined) return time
  const known = UNITS.find(([asked]) => asked.test(question))?.[1]
  const counted = COUNTED.exec(question)?.[1]
  const units = known ?? counted
  return units === undefined ? null : new RegExp(`(?:${NUMERAL})\\s*[多余几来]?\\s*(?:${units})`, 'u')
}

const NUMERAL = '\\p{N}|[零一二三四五六七八九十百千万亿两半数]'

const NUMBER =
  /\p{N}|[零一二三四五六七八九十百千万亿两半]+(?=[个名人次年月日天元米里吨件家座条位项种届岁倍成层辆场分点])/u
const TIME =
  /\p{N}{1,4}\s*年|\p{N}{1,2}\s*月|\p{N}{1,2}\s*[日号](?!线)|\p{N}{1,2}[时点:：]\p{N}{0,2}|世纪|年代|春|夏|秋|冬|周[一二三四五六日]|星期|礼拜|正月|腊月|初[一二三四五六七八九十]|除夕|上午|下午|晚上|凌晨|昨天|今天|明天|同年|次年|朝|\b(?:1\d|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|century|years?|days?|hours?|months?|weeks?)\b/u
const REASON =
  /因为|由于|因此|因|为了|为|所以|导致|原因|使得|致使|缘于|源于|以便|from|because|due to|since|in order to|so that|as a result|caused?|to /u
const MANNER = /通过|利用|采用|使用|以|用|经|先|再|凭|需|可|请|\bby\b|\busing\b|\bthrough\b|\bwith\b|\bvia\b/u
const CAPITALISED = /\b\p{Lu}[\p{L}.'-]+/u
const FOREIGN_NAME = /\p{Script=Han}·\p{Script=Han}/u
const SURNAME_NAME =
  /[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文][\p{Script=Han}]{1,2}/u
const PERSON_WORD = /先生|女士|教授|主任|局长|市长|书记|导演|作者|记者|皇帝|国王|总统|将军|博士|公司|队/u
/** Finds the Chinese names of all countries, which come from the runtime's own tables. */
const COUNTRIES = createTermMatcher(countryNames())

function countryNames(): string[] {
  const names = new Intl.DisplayNames('zh-CN', { type: 'region', fallback: 'none' })
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index))
  const codes = letters.flatMap(first => letters.map(second => first + second))
  return codes.flatMap(code => {
    const name = names.of(code) ?? ''
    return /^\p{Script=Han}{2,}$/u.test(name) ? [name] : []
  })
}

const PLACE_WORD =
  /[省市县区州国镇乡村路街道桥山河湖海岛港湾洲站馆院校园楼场厅]|亚洲|欧洲|非洲|北部|南部|东部|西部|\b(?:in|at|near)\b/u

/** How well a number or time fits that is of another kind than the one asked for. */
const OTHER_KIND = 0.5

/**
 * How far a text holds something of the kind asked for, 0..1. Loose on purpose: it ranks sentences that
 * already match the question's words, it never makes an answer by itself.
 */
export function answerTypeMatch({ type, measure }: ExpectedAnswer, text: string): number {
  const folded = fold(text).text
  if (measure?.test(folded) === true) return 1
  const held = holdsType(type, text, folded)
  if (!held) return 0
  return measure === null ? 1 : OTHER_KIND
}

function holdsType(type: AnswerType, text: string, folded: string): boolean {
  switch (type) {
    case 'quantity':
      return NUMBER.test(folded)
    case 'time':
      return TIME.test(folded)
    case 'reason':
      return REASON.test(folded)
    case 'manner':
      return MANNER.test(folded)
    case 'person':
      return (
        [FOREIGN_NAME, SURNAME_NAME, PERSON_WORD].some(pattern => pattern.test(folded)) ||
        CAPITALISED.test(text)
      )
    case 'place':
      return PLACE_WORD.test(folded) || COUNTRIES.match(text).length > 0
    case 'polar':
    case 'open':
      return true
  }
}
