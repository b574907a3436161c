import type { PublicationClaim, TimeExpression } from './time-expression.js'

/** What an archive consists of: when a time belongs to one of these, it is the time of publication. */
export const TEXT_NOUNS =
  '(?:通知|公告|通告|公示|通报|启事|新闻|报道|报导|消息|文章|稿件|社论|快讯|简讯|更正|专访|来信|推送|帖子)'
const RULE_NOUNS = '(?:规定|办法|条例|细则|规则)'
/** The noun ends here: not 新闻发布会, 通知书. */
const NOUN_END = '(?=$|[^\\p{Script=Han}]|[里中上内说是有吗呢都提讲写的和与及了显介指告列在对就还把被])'
const PUBLISHED = '(?:发布|刊登|刊发|刊载|印发|公布|出台|颁布|发表|发出|下发|登载)'
/** Words between the time and its noun; none that would begin another clause. */
const MODIFIER = '[^\\P{Script=Han}有是在和与或及对给了吗呢什么哪怎谁的]'
const ALL = '(?:有关|相关|各类|所有|全部|主要|重要|最新|本地|本市)?'

const after = (pattern: string) => new RegExp(`^${pattern}`, 'u')
const BELONGING = `(?:${PUBLISHED}过?)?的`
/** 上周的通知, 去年发布的公告 */
const TEXTS = after(`${BELONGING}${ALL}${TEXT_NOUNS}${NOUN_END}`)
/** 2023年以前的规定 */
const RULES = after(`${BELONGING}${ALL}${RULE_NOUNS}${NOUN_END}`)
/** 2023年以前的停车通知 */
const MODIFIED_TEXTS = after(`的${MODIFIER}{1,8}${TEXT_NOUNS}${NOUN_END}`)
const MODIFIED_RULES = after(`的${MODIFIER}{1,8}${RULE_NOUNS}${NOUN_END}`)
/** 上周发布了哪些停水通知, 去年市政府发布的停水公告 */
const BY_VERB = after(
  `${MODIFIER}{0,8}${PUBLISHED}[过了的]?(?:哪些|什么|哪几[条份篇]|多少[条份篇]?|几[条份篇])?${MODIFIER}{0,6}${TEXT_NOUNS}${NOUN_END}`,
)
/** 上周见报 */
const BY_PRESS_VERB = after(`${MODIFIER}{0,6}(?:刊登|刊发|刊载|见报|登报|登载)`)

/** Whether a Chinese expression says when the texts asked for were published. @param text folded */
export function chinesePublication(
  text: string,
  { end, kind }: TimeExpression,
): PublicationClaim | undefined {
  const rest = text.slice(end)
  if ([TEXTS, BY_VERB, BY_PRESS_VERB].some(pattern => pattern.test(rest))) return 'certain'
  const oneSided = kind !== 'point' && kind !== 'recent'
  if (RULES.test(rest)) return oneSided ? 'certain' : 'likely'
  // 2023年的停水通知 may as well be about a cut in 2023; 2023年以前的停水通知 is not.
  if (MODIFIED_TEXTS.test(rest)) return kind === 'point' ? 'likely' : 'certain'
  return MODIFIED_RULES.test(rest) ? 'likely' : undefined
}
