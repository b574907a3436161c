import {
  add,
  dayOf,
  isDay,
  monthOf,
  months,
  oneDay,
  oneWeek,
  season,
  weekStart,
  wholeYear,
  yearOf,
  type CalendarUnit,
  type ClosedDayRange,
  type Day,
  type SeasonName,
} from './calendar.js'
import { TEXT_NOUNS } from './publication-zh.js'
import { chineseNumber } from './chinese-number.js'
import type { MatchGroups, TimeMeaning, TimeRule } from './time-expression.js'

const NUMBER = '(?:\\d{1,3}|[一二两三四五六七八九十]{1,3})'
const FOUR_DIGITS = '(?:19|20)\\d{2}|[一二][九零〇○][零〇○一二三四五六七八九]{2}'
const NOT_A_YEAR = '(?![级轻代龄纪])'
const DAY_OF_MONTH = `(?<day>${NUMBER})[日号](?![线楼院令门文])`
const MONTH = `(?<month>${NUMBER})月(?![饼亮球])份?(?:${DAY_OF_MONTH}|(?<third>[上中下])旬|[初底末])?`
const YEAR_PART =
  '(?:的?(?<season>[春夏秋冬])[天季]|的?(?<half>[上下])半年|第?(?<quarter>[一二三四1-4])季度|' +
  `年?(?<edge>[初底末])(?![中级步始])|${MONTH})?`

const SEASONS: Readonly<Record<string, SeasonName>> = {
  春: 'spring',
  夏: 'summer',
  秋: 'autumn',
  冬: 'winter',
}
const YEARS_AGO: Readonly<Record<string, number>> = { 今年: 0, 本年: 0, 去年: 1, 前年: 2, 大前年: 3 }
const DAYS_AGO: Readonly<Record<string, number>> = { 今: 0, 昨: 1, 前: 2, 大前: 3 }
const UNITS: Readonly<Record<string, CalendarUnit>> = {
  天: 'day',
  日: 'day',
  周: 'week',
  星期: 'week',
  礼拜: 'week',
  月: 'month',
  年: 'year',
}
const UNIT = '(?<unit>天|日|周|星期|礼拜|月|年)'

/** The part of a year that the words after it name; the year itself when there are none. */
function partOfYear(year: number, groups: MatchGroups): ClosedDayRange | undefined {
  const name = SEASONS[groups['season'] ?? '']
  if (name !== undefined) return season(year, name)
  if (groups['half'] !== undefined) return months(year, groups['half'] === '上' ? 1 : 7, 6)
  if (groups['quarter'] !== undefined) return months(year, (chineseNumber(groups['quarter']) ?? 1) * 3 - 2, 3)
  if (groups['edge'] !== undefined) return months(year, groups['edge'] === '初' ? 1 : 10, 3)
  return groups['month'] === undefined ? wholeYear(year) : partOfMonth(year, groups['month'], groups)
}

function partOfMonth(
  year: number,
  monthWord: string | number,
  groups: MatchGroups,
): ClosedDayRange | undefined {
  const month = typeof monthWord === 'number' ? monthWord : (chineseNumber(monthWord) ?? 0)
  if (month < 1 || month > 12) return undefined
  const { day, third } = groups
  if (day !== undefined) {
    const dayOfMonth = chineseNumber(day) ?? 0
    return isDay(year, month, dayOfMonth) ? oneDay(dayOf(year, month, dayOfMonth)) : undefined
  }
  if (third === undefined) return months(year, month)
  const start = { 上: 1, 中: 11 }[third] ?? 21
  return {
    from: dayOf(year, month, start),
    until: start === 21 ? dayOf(year, month + 1) : dayOf(year, month, start + 10),
  }
}

function point(
  range: ClosedDayRange | undefined,
  relative: boolean,
  certain = true,
): TimeMeaning | undefined {
  return range && { range, relative, certain }
}

/** Without a year: the last one that has begun. */
function latest(monthWord: string, groups: MatchGroups, today: Day) {
  const thisYear = partOfMonth(yearOf(today), monthWord, groups)
  const range =
    thisYear && thisYear.from > today ? partOfMonth(yearOf(today) - 1, monthWord, groups) : thisYear
  return point(range, false, false)
}

function weekDay(monday: Day, name: string | undefined): ClosedDayRange {
  if (name === undefined) return oneWeek(monday)
  if (name === '末') return { from: add(monday, 5, 'day'), until: add(monday, 7, 'day') }
  return oneDay(add(monday, '一二三四五六日天'.indexOf(name) % 7, 'day'))
}

const BACK: Readonly<Record<string, number>> = { 上上: 2, 上: 1 }

/** Named stretches of the calendar. */
const POINTS: readonly TimeRule[] = [
  [
    /(?<![\d.])(?<year>(?:19|20)\d{2})[-/](?<month>\d{1,2})[-/](?<day>\d{1,2})(?![\d-])/gu,
    ({ year, month = '', ...groups }) => point(partOfMonth(Number(year), month, groups), false),
  ],
  [
    new RegExp(
      `(?<![\\d一二三四五六七八九十])(?<year>${FOUR_DIGITS})(?:年${NOT_A_YEAR}${YEAR_PART}|(?=[到至—–~-](?:${FOUR_DIGITS})年))`,
      'gu',
    ),
    ({ year = '', ...groups }) => point(partOfYear(chineseNumber(year) ?? 0, groups), false),
  ],
  [
    new RegExp(
      `(?<![过如])(?<year>大前年|今年|本年|去年|(?<![以之目此生战史先])前年)(?!度)${NOT_A_YEAR}${YEAR_PART}`,
      'gu',
    ),
    ({ year = '', ...groups }, today) =>
      point(partOfYear(yearOf(today) - (YEARS_AGO[year] ?? 0), groups), true),
  ],
  [
    new RegExp(
      `(?<which>上上|上|这|(?<!日)本)个?月(?![球饼])份?(?:${DAY_OF_MONTH}|(?<third>[上中下])旬|[初底末])?`,
      'gu',
    ),
    ({ which = '', ...groups }, today) => {
      const month = add(`${today.slice(0, 7)}-01`, -(BACK[which] ?? 0), 'month')
      return point(partOfMonth(yearOf(month), monthOf(month), groups), true)
    },
  ],
  [
    /(?<which>上上|上|这|(?<!日)本)个?(?:周|星期|礼拜)(?![年岁期]|刊(?![登发载]))(?<weekday>[一二三四五六日天末](?![年月个]))?/gu,
    ({ which = '', weekday }, today) =>
      point(weekDay(add(weekStart(today), -(BACK[which] ?? 0), 'week'), weekday), true),
  ],
  [
    /(?<which>大前|今|昨|(?<![以之目此从日生眼年月天周])前)[天日](?![气空然天本])|(?<night>[昨今])[晚早]/gu,
    ({ which, night }, today) =>
      point(oneDay(add(today, -(DAYS_AGO[which ?? night ?? ''] ?? 0), 'day')), true),
  ],
  [
    new RegExp(`(?<![\\d个.年月上这本一二三四五六七八九十·])${MONTH}`, 'gu'),
    ({ month = '', ...groups }, today) => latest(month, groups, today),
  ],
  [
    new RegExp(
      `(?<![\\d万亿千百第哪元.一二两三四五六七八九十])(?<count>${NUMBER})(?:(?<unit>[天周年]|星期|礼拜)|个(?<unitAfterGe>月|星期|礼拜))[之以]?前(?![后往来去进景途端])`,
      'gu',
    ),
    ({ count = '', unit, unitAfterGe }, today) => ago(count, unit ?? unitAfterGe ?? '', today),
  ],
]

const VAGUE_DAYS: Readonly<Record<string, number>> = { 近日: 30, 日前: 30, 近年: 1095, 近年来: 1095 }
/** What 最近, 近来 and 近期 are taken for. */
const LATELY_DAYS = 90
/** What 几 is taken for. */
const SEVERAL = 5
/** 近五十年 means almost fifty years, not the last fifty. */
const MOST_YEARS = 10

/** Stretches that end today. */
const RECENT: readonly TimeRule[] = [
  [
    new RegExp(
      `(?:最近|(?<![接附靠将最临年])近|过去|(?<few>这))的?(?<count>${NUMBER}|[几数半])多?个?${UNIT}(?:以来|之内|以内|来|里|内|间|中)?`,
      'gu',
    ),
    ({ few, count = '', unit = '' }, today) => {
      // 这三年 points at years that were spoken of; only 这几天 and its like mean the last ones.
      if (few !== undefined && count !== '几' && `${count}${unit}` !== '两天') return undefined
      return lastFew(count, unit, today)
    },
  ],
  [
    new RegExp(
      '(?<word>近年来?|近日(?!点)|(?<!目)日前|近来|近期|(?<![离距].{0,14})最近' +
        `(?:(?!的|邻|距离|[一两三几]?[次个条家处座站点])|(?=的[^，。！？的]{0,8}${TEXT_NOUNS})))`,
      'gu',
    ),
    ({ word = '' }, today) => recent(today, VAGUE_DAYS[word] ?? LATELY_DAYS, 'day', false),
  ],
]

function recent(today: Day, count: number, unit: CalendarUnit, certain = true): TimeMeaning {
  const range = { from: add(today, -count, unit), until: add(today, 1, 'day') }
  return { range, relative: true, certain, kind: 'recent' }
}

function lastFew(count: string, unitWord: string, today: Day): TimeMeaning | undefined {
  const unit = UNITS[unitWord] ?? 'day'
  if (count === '半') {
    if (unit === 'year') return recent(today, 6, 'month')
    return unit === 'month' ? recent(today, 15, 'day') : undefined
  }
  const vague = count === '几' || count === '数'
  const number = vague ? SEVERAL : (chineseNumber(count) ?? 0)
  if (number === 0 || (unit === 'year' && number > MOST_YEARS)) return undefined
  return recent(today, number, unit, !vague)
}

/** The calendar day, week, month or year that lies so far back. */
function ago(count: string, unitWord: string, today: Day): TimeMeaning | undefined {
  const unit = UNITS[unitWord] ?? 'day'
  const number = chineseNumber(count) ?? 0
  if (number === 0 || (unit === 'year' && number > MOST_YEARS)) return undefined
  const then = add(today, -number, unit)
  if (unit === 'day') return point(oneDay(then), true)
  if (unit === 'week') return point(oneWeek(weekStart(then)), true, false)
  const range = unit === 'year' ? wholeYear(yearOf(then)) : months(yearOf(then), monthOf(then))
  return point(range, true, false)
}

/** Matched on folded text. */
export const CHINESE_TIMES: readonly TimeRule[] = [...POINTS, ...RECENT]
