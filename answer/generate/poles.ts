import type { Span } from '../../core/types.js'
import { contextOf, likeness, type Reading } from './reading.js'

/** Words that say the opposite of each other. */
const POLES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /增加|增长|上升|上涨|提高|上调|升至|涨至|增至|\b(?:increas|rise|rose|risen|grew|grow)\w*/gu,
    /减少|下降|下跌|降低|下调|降至|跌至|减至|\b(?:decreas|fell|fall|drop|declin|reduc)\w*/gu,
  ],
  [/开放|开馆|营业|开通|启用|开门|\bopen\w*/gu, /闭馆|关闭|停业|停运|停用|关门|\bclos\w*/gu],
  [
    /最高|最多|至多|不超过|不高于|不多于|上限|\b(?:at most|maximum|up to|no more than)\b/gu,
    /最低|最少|至少|不低于|不少于|下限|\b(?:at least|minimum|no less than)\b/gu,
  ],
  [
    /以上|(?<!不)超过|(?<!不)高于|(?<!不)多于|\b(?:more than|over|above|exceed\w*)\b/gu,
    /以下|不足|(?<!不)低于|(?<!不)少于|不到|\b(?:less than|under|below|fewer than)\b/gu,
  ],
  [/之前|以前|日前(?!往)|\bbefore\b/gu, /之后|以后|日后|\bafter\b/gu],
  [/免费|\bfree\b/gu, /收费|付费|\bpaid\b/gu],
  [/允许|准许|\ballow\w*|\bpermit\w*/gu, /禁止|严禁|不得|\bban\w*|\bforbid\w*|\bprohibit\w*/gu],
  [/同意|赞成|批准|\b(?:approv|accept)\w*/gu, /反对|否决|驳回|\b(?:reject|oppos|refus)\w*/gu],
  [/成功|\bsucceed\w*|\bsuccess\w*/gu, /失败|\bfail\w*/gu],
  [/获胜|战胜|击败|\b(?:won|win|wins|beat)\b/gu, /落败|负于|败给|\b(?:lost|lose|loses)\b/gu],
  [/提前|\bearl(?:y|ier|iest)\b/gu, /推迟|延后|延期|\b(?:late|later|latest|delay\w*|postpon\w*)\b/gu],
  [/扩大|延长|\b(?:extend|expand|length)\w*/gu, /缩小|缩短|\b(?:shorten|shrink|shrank)\w*/gu],
  [/上午|早上|清晨|\bmorning\b/gu, /下午|晚上|傍晚|\b(?:afternoon|evening|night)\b/gu],
  [/支出|花费|\b(?:spend|spent|spending|expenditure)\b/gu, /收入|\b(?:income|revenue|earn\w*)\b/gu],
]

/**
 * A word of the statement whose opposite is what the source says at the place most alike.
 * @returns the word, or null
 */
export function oppositeWord(statement: Reading, source: Reading): string | null {
  for (const [one, other] of POLES) {
    const conflict =
      conflictOf(statement, source, [one, other]) ?? conflictOf(statement, source, [other, one])
    if (conflict !== null) return conflict
  }
  return null
}

function conflictOf(
  statement: Reading,
  source: Reading,
  [own, opposite]: readonly [RegExp, RegExp],
): string | null {
  for (const match of statement.text.matchAll(own)) {
    const context = contextOf(statement, spanOf(match))
    const best = (pattern: RegExp) =>
      Math.max(
        -1,
        ...[...source.text.matchAll(pattern)].map(place =>
          likeness(context, contextOf(source, spanOf(place))),
        ),
      )
    const [same, contrary] = [best(own), best(opposite)]
    if (same < 0 && contrary >= RELATED) return match[0]
    if (same >= 0 && contrary > same * CLEARLY_BETTER + 1) return match[0]
  }
  return null
}

/** Likeness from which the opposite word is taken to speak of the same thing. */
const RELATED = 1.5
const CLEARLY_BETTER = 1.3

const spanOf = (match: RegExpMatchArray): Span => {
  const start = match.index ?? 0
  return { start, end: start + match[0].length }
}
