import { firstOf, pick, replaceOne, type Change, type Random } from './planted-change.js'

/** Numbers that are no part of a date, a time, a telephone number or an ordinal. */
const NUMBER =
  /(?<![\d.,:：第—-])\d+(?:[.,]\d+)*(?![\d.,]*\d|[年月日时分号:：—-]| (?:January|February|March|April|May|June|July|August|September|October|November|December))/g

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
  return replaceOne(
    NUMBER,
    match =>
      pick(
        all.filter(other => other !== match),
        random,
      ) ?? null,
  )(sentence, random)
}

const otherDate = firstOf(
  replaceOne(/(?<!\d)(?:19|20)\d\d(?=年|,|\.| |$)/g, (year, random) =>
    String(Number(year) + (random() < 0.5 ? -1 : 1) * (1 + Math.floor(random() * 4))),
  ),
  replaceOne(/\d{1,2}(?=[日月])/g, (day, random) =>
    String(1 + ((Number(day) + Math.floor(random() * 10)) % 12)),
  ),
  replaceOne(
    /周[一二三四五六日]/g,
    (day, random) => `周${pick(Array.from('一二三四五六'), random) ?? ''}` || day,
  ),
  replaceOne(/\d{1,2}(?=:\d\d)/g, (hour, random) =>
    String((Number(hour) + 1 + Math.floor(random() * 6)) % 24),
  ),
  replaceOne(
    /(?:January|March|June|July|August|September|October|November|December)/g,
    (_, random) => pick(['February', 'April', 'May', 'July', 'October'], random) ?? null,
  ),
  replaceOne(
    /Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday/g,
    (_, random) => pick(['Monday', 'Wednesday', 'Saturday'], random) ?? null,
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
      .filter(name =>
        /^[A-Z]/.test(name) ? new RegExp(`\\b${name}\\b`).test(sentence) : sentence.includes(name),
      )
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
  const name = pick(
    NAMES.slice(0, 8)
      .flat()
      .filter(known => sentence.includes(known)),
    random,
  )
  const other = pick(Array.from('平明海文东青安华'), random) ?? ''
  if (name === undefined || name.includes(other)) return null
  const at = Math.min(name.length - 2, 1)
  return sentence.replace(name, name.slice(0, at) + other + name.slice(at + 1))
}

const negate = firstOf(
  replaceOne(/不(?=会|设|需|收|投|能|得|处|再|予|闭|变)|没有|无需|未(?=按|能|签)/g, () => ''),
  replaceOne(/(?<![不未没有])(?:可以|能够|需要|允许)/g, match => `不${match}`),
  replaceOne(
    /(?<![不未没有])(?:获得|完成|开通|举行|参加|提供|增加|公布|缩短|建成|位于|包括|报销|享受|办理|安排|延长|支持)/g,
    (match, random) => (random() < 0.5 ? `没有${match}` : `未${match}`),
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

/** What makes a sentence untrue. */
export const UNTRUE: Readonly<Record<string, Change>> = {
  number: replaceOne(NUMBER, otherNumber),
  'number of its neighbour': swapNumbers,
  date: otherDate,
  name: otherName,
  'name misspelt': misspeltName,
  negation: negate,
  unit: otherUnit,
}
