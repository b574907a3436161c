const YEAR = /(?:19|20)\d{2}年?|[一二][九零〇○][零〇○一二三四五六七八九]{2}年/u
const YEAR_SLOT = /^(?:in |for )?((?:19|20)\d{2}年?(?:度)?)$/iu
const NEXT_YEAR = /^(?:第二年|次年|下一年|后一年|来年|(?:the )?(?:next|following) year|the year after)$/iu
const PREVIOUS_YEAR = /^(?:前一年|上一年|(?:the )?previous year|the year before)$/iu
const RELATIVE_TIME =
  /^(?:今年|去年|前年|明年|上个?月|本月|下个?月|上周|本周|下周|今天|昨天|明天|后天|last year|this year|last month|last week)$/iu
const TIME =
  /(?:19|20)\d{2}年?(?:\d{1,2}月)?(?:\d{1,2}[日号])?|今年|去年|前年|明年|上个?月|本月|下个?月|上周|本周|下周|今天|昨天|明天|后天|\b(?:last|this|next) (?:year|month|week)\b/iu
const CLOCK_OR_DAY = /^(?:周|星期|礼拜)[一二三四五六日天末]$|^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$/iu
const DAY = /(?:周|星期|礼拜)[一二三四五六日天末]|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b/iu

/** The question before with another time; undefined when the slot is none. */
export function addTimeSlot(slot: string, previous: string): string | undefined {
  const bare = slot.replace(/^(?:on|in|for|at) /iu, '')
  if (CLOCK_OR_DAY.test(bare)) return put(bare, DAY, previous)
  const shift = NEXT_YEAR.test(bare) ? 1 : PREVIOUS_YEAR.test(bare) ? -1 : 0
  const named = YEAR_SLOT.exec(slot)?.[1] ?? (RELATIVE_TIME.test(bare) ? bare : undefined)
  if (named !== undefined) return put(named, TIME, previous)
  const year = /(?:19|20)\d{2}/u.exec(YEAR.exec(previous)?.[0] ?? '')?.[0]
  if (shift === 0 || year === undefined) return undefined
  return previous.replace(year, String(Number(year) + shift))
}

function put(slot: string, place: RegExp, previous: string): string {
  if (place.test(previous)) {
    return previous.replace(place, old => (/^\d{4}$/u.test(slot) && old.endsWith('年') ? `${slot}年` : slot))
  }
  if (/\p{Script=Han}/u.test(previous)) return `${slot}${previous}`
  return `${previous.replace(/\s*\?$/u, '')} in ${slot}?`.replace(/ in (?=last|this|next)/iu, ' ')
}

/** A stretch with one of these is more than a name. */
const ENDS_A_NAME = /[是在有哪几谁么的和与]/u
const HAN_OR_WORD = /[\p{L}\p{N}-]+/gu

/**
 * The question before with the slot in the place of what has its form: K3路 for K5路, 博物馆 for 图书馆, TH02 for
 * TH01. Undefined when nothing has.
 */
export function alignSlot(slot: string, previous: string): string | undefined {
  const code = /^(?=.*\d)[\p{Script=Latin}\d-]+/u.exec(slot)?.[0]
  if (code !== undefined) {
    const tail = slot.slice(code.length)
    const letters = code.replace(/[\d-]+/gu, '')
    for (const match of previous.matchAll(/(?=[\p{Script=Latin}-]*\d)[\p{Script=Latin}\d-]+/gu)) {
      const follows = previous.slice(match.index + match[0].length)
      const isSameKind =
        tail === '' ? letters !== '' && match[0].startsWith(letters.slice(0, 1)) : follows.startsWith(tail)
      if (isSameKind) return replaceAt(previous, match.index, match[0].length + tail.length, slot)
    }
    return undefined
  }
  return alignWord(slot, previous)
}

/** A Chinese word for another of the same kind: their last character is the same, and both have two to eight. */
function alignWord(slot: string, previous: string): string | undefined {
  if (!/^\p{Script=Han}{2,8}$/u.test(slot)) return undefined
  const kind = slot.slice(-1)
  // 第二张 for 第一张, 二层 for 一层: of one length, with the same beginning and end.
  const twin = new RegExp(`${slot.charAt(0)}\\p{Script=Han}{${String(slot.length - 2)}}${kind}`, 'u')
  if (slot.length > 2 && twin.test(previous)) return previous.replace(twin, slot)
  for (const match of previous.matchAll(HAN_OR_WORD)) {
    const end = match[0].indexOf(kind)
    if (end >= 1 && !ENDS_A_NAME.test(match[0].slice(0, end)))
      return replaceAt(previous, match.index, end + 1, slot)
  }
  return undefined
}

const replaceAt = (text: string, at: number, length: number, replacement: string) =>
  text.slice(0, at) + replacement + text.slice(at + length)
