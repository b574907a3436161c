import { fold } from '../core/text/fold.js'

/** What kind of thing would answer the question. */
export type AnswerType = 'person' | 'time' | 'place' | 'quantity' | 'reason' | 'manner' | 'polar' | 'open'

/** First match wins: the more specific forms come first. Patterns are matched on folded text. */
const PATTERNS: readonly (readonly [AnswerType, RegExp])[] = [
  ['reason', /为什么|为何|为啥|何以|原因|缘故|怎么会|\bwhy\b|\breasons?\b|\bcause[ds]?\b/u],
  [
    'time',
    /什么时候|何时|几时|哪一?年|哪一?天|哪一?月|哪一?日|几月|几号|几点|哪个(?:年代|世纪|时期|月|季节)|什么(?:日期|时间|年代)|时间是|多久|\bwhen\b|\bwhat (?:year|date|day|month|time)\b|\bhow long\b|\bwhich (?:year|month|day)\b/u,
  ],
  ['person', /谁|哪位|哪一位|何人|什么人|哪些人|\bwho(?:m|se)?\b/u],
  [
    'quantity',
    /多少|几(?!乎|何)|多[大高长远深重快宽厚]|第几|百分之|占比|比例|\bhow (?:many|much|old|far|tall|high|large|big|deep|fast|often)\b|\bwhat (?:percentage|percent|number|amount)\b/u,
  ],
  [
    'place',
    /哪里|哪儿|何处|何地|在哪|什么地方|什么地点|哪个(?:国家|城市|地区|省|市|县|区|洲|州|地方|大学|学校)|哪[省市县区国州]|\bwhere\b|\bwhat (?:country|city|place|state)\b|\bwhich (?:country|city|place|state)\b/u,
  ],
  ['manner', /怎么|怎样|如何|怎么样|\bhow\b/u],
  [
    'polar',
    /吗[?？]?$|是否|能否|可否|会不会|是不是|能不能|有没有|^(?:is|are|was|were|do|does|did|can|could|has|have|will) /u,
  ],
]

export function answerTypeOf(question: string): AnswerType {
  const folded = fold(question).text.trim()
  return PATTERNS.find(([, pattern]) => pattern.test(folded))?.[0] ?? 'open'
}

const NUMBER =
  /\p{N}|[零一二三四五六七八九十百千万亿两半]+(?=[个名人次年月日天元米里吨件家座条位项种届岁倍成层辆场分点])/u
const TIME =
  /\p{N}{1,4}\s*年|\p{N}{1,2}\s*月|\p{N}{1,2}\s*[日号](?!线)|\p{N}{1,2}[时点:：]\p{N}{0,2}|世纪|年代|春|夏|秋|冬|周[一二三四五六日]|星期|上午|下午|晚上|凌晨|昨天|今天|明天|同年|次年|朝|\b(?:1\d|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|years?|days?|hours?|months?|weeks?)\b/u
const REASON =
  /因为|由于|因此|因|为了|为|所以|导致|原因|使得|致使|缘于|源于|以便|from|because|due to|since|in order to|so that|as a result|caused?|to /u
const MANNER = /通过|利用|采用|使用|以|用|经|先|再|凭|需|可|请|\bby\b|\busing\b|\bthrough\b|\bwith\b|\bvia\b/u
const CAPITALISED = /\b\p{Lu}[\p{L}.'-]+/u
const FOREIGN_NAME = /\p{Script=Han}·\p{Script=Han}/u
const SURNAME_NAME =
  /[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文][\p{Script=Han}]{1,2}/u
const PERSON_WORD = /先生|女士|教授|主任|局长|市长|书记|导演|作者|记者|皇帝|国王|总统|将军|博士|公司|队/u
const PLACE_WORD =
  /[省市县区州国镇乡村路街道桥山河湖海岛港湾洲站馆院校园楼场厅]|亚洲|欧洲|非洲|北部|南部|东部|西部|\b(?:in|at|near)\b/u

/**
 * Whether a text holds something of the kind asked for. Loose on purpose: it ranks sentences that already
 * match the question's words, it never makes an answer by itself.
 */
export function holdsAnswerType(type: AnswerType, text: string): boolean {
  const folded = type === 'person' ? text : fold(text).text
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
        FOREIGN_NAME.test(text) || SURNAME_NAME.test(text) || PERSON_WORD.test(text) || CAPITALISED.test(text)
      )
    case 'place':
      return PLACE_WORD.test(folded)
    case 'polar':
    case 'open':
      return true
  }
}
