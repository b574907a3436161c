/** What a number counts: two numbers of different dimensions are never the same fact. */
export interface Unit {
  readonly dimension: string
  /** How many of the dimension's base unit one of these is. */
  readonly factor: number
  /** A classifier (个, 座, 家): of these, 个 may stand for any other. */
  readonly counts: boolean
}

/** Each dimension with its units: spelled forms, separated by spaces, and the factor to the base. */
const MEASURES: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  yuan: [
    ['元 块 块钱 圆 人民币 yuan rmb cny', 1],
    ['角', 0.1],
  ],
  dollar: [['美元 美金 dollar dollars usd', 1]],
  euro: [['欧元 euro euros eur', 1]],
  pound: [['英镑 pounds gbp', 1]],
  hongkong: [['港元 港币 hkd', 1]],
  yen: [['日元 yen jpy', 1]],
  metre: [
    ['米 m metre metres meter meters', 1],
    ['公里 千米 km kilometre kilometres kilometer kilometers', 1000],
    ['厘米 公分 cm centimetres centimeters', 0.01],
    ['毫米 mm millimetres millimeters', 0.001],
  ],
  mile: [['英里 mile miles', 1]],
  area: [
    ['平方米 平米 m2', 1],
    ['平方公里 平方千米 km2', 1e6],
    ['公顷 hectare hectares', 1e4],
  ],
  mu: [['亩', 1]],
  volume: [
    ['立方米 m3', 1000],
    ['升 l litre litres liter liters', 1],
    ['毫升 ml', 0.001],
  ],
  kilogram: [
    ['公斤 千克 kg kilogram kilograms', 1],
    ['吨 tonne tonnes ton tons', 1000],
    ['克 g gram grams', 0.001],
    ['斤', 0.5],
  ],
  minute: [
    ['分钟 分 min mins minute minutes', 1],
    ['小时 个小时 钟头 个钟头 h hour hours', 60],
    ['天 day days', 1440],
    ['周 个星期 星期 week weeks', 10_080],
    ['秒 秒钟 second seconds', 1 / 60],
  ],
  month: [
    ['个月 month months', 1],
    ['年 周年 year years', 12],
  ],
  workday: [['工作日 个工作日', 1]],
  degree: [['度 摄氏度 °c degree degrees', 1]],
  kilowatt: [['千瓦 kw', 1]],
  kilowatthour: [['千瓦时 度电 kwh', 1]],
}

/** Classifiers and count nouns; those of one line mean the same. */
const COUNTERS =
  '人 名 位 口 people persons|人次 visits|户 户人家|册 本 卷|辆 台|个|项|条|家|所|座|处|间|栋 幢|种|类|件|款|班|列|站|号线|' +
  '号|层 楼|岁|级|期|届|次 回 times|场|轮|批|组|张|份|套|株 棵|头|只|艘|架|部|篇|页|字|票|倍 fold|分贝|发|颗|枚|' +
  '步|对|双|名额|个班|车次|趟|路|环|区|县|市|镇|乡|村|国|代|种语言|月份'

const UNITS: ReadonlyMap<string, Unit> = new Map([
  ...Object.entries(MEASURES).flatMap(([dimension, units]) =>
    units.flatMap(([forms, factor]) =>
      forms.split(' ').map(form => [form, { dimension, factor, counts: false }] as const),
    ),
  ),
  ...COUNTERS.split('|').flatMap(group => {
    const forms = group.split(' ')
    const unit = { dimension: forms[0] ?? '', factor: 1, counts: true }
    return forms.map(form => [form, unit] as const)
  }),
])

const LONGEST_FIRST = [...UNITS.keys()].sort((one, other) => other.length - one.length)
const CHINESE_UNIT = LONGEST_FIRST.filter(form => !/^[a-z]/.test(form)).join('|')
const ENGLISH_UNIT = LONGEST_FIRST.filter(form => /^[a-z]/.test(form)).join('|')

/** Source of a pattern that matches any unit in folded text. */
export const UNIT_PATTERN = `(?:${CHINESE_UNIT}|(?:${ENGLISH_UNIT})(?![a-z]))`

export function unitOf(form: string): Unit | null {
  return UNITS.get(form) ?? null
}

/** Whether two numbers may be compared at all. A number without a unit may be any. */
export function comparable(one: Unit | null, other: Unit | null): boolean {
  if (one === null || other === null || one.dimension === other.dimension) return true
  return one.counts && other.counts && (one.dimension === '个' || other.dimension === '个')
}
