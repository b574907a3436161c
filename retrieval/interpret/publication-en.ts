import type { PublicationClaim, TimeExpression } from './time-expression.js'

/** What an archive consists of. Singular, an article or a report may be one of anything: plural only. */
const TEXTS =
  '(?:news|notices|announcements|articles|stories|bulletins|headlines|corrections|press releases|coverage|editorials)'
const MORE_TEXTS = '(?:reports|interviews|posts|regulations|rules|columns|letters)'
const PUBLISHED = '(?:published|posted|issued|printed|released|dated|announced)'
const WHICH = '(?: (?:that|which) (?:was|were|has been|have been)| (?:was|were|has been|have been))?'

const before = (pattern: string) => new RegExp(`\\b${pattern} $`, 'u')
/** news last week, notices published in May 2024 */
const TEXTS_BEFORE = before(`${TEXTS}(?:${WHICH} ${PUBLISHED})?`)
const MORE_TEXTS_BEFORE = before(`${MORE_TEXTS}${WHICH} ${PUBLISHED}`)
/** reports from last week */
const FROM_SOURCE = before(MORE_TEXTS)
/** which notices about parking were published last week */
const TEXTS_EARLIER = before(`${TEXTS}\\b[^.?!;]{0,60} ${PUBLISHED}`)
/** last week's notices */
const POSSESSIVE = new RegExp(`^['’]s? (?:[a-z]+ )?${TEXTS}\\b`, 'u')
const FROM = /^(?:from|since|before|after|between|prior)\b/u

/** Whether an English expression says when the texts asked for were published. @param text folded */
export function englishPublication(
  text: string,
  { start, end }: TimeExpression,
): PublicationClaim | undefined {
  const lead = text.slice(0, start)
  const limits =
    TEXTS_BEFORE.test(lead) ||
    MORE_TEXTS_BEFORE.test(lead) ||
    TEXTS_EARLIER.test(lead) ||
    POSSESSIVE.test(text.slice(end)) ||
    (FROM.test(text.slice(start, end)) && FROM_SOURCE.test(lead))
  return limits ? 'certain' : undefined
}
