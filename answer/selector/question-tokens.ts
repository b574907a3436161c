import { fold } from '../../core/text/fold.js'

/** Folded: a Han character, a word of Latin letters, a number, or a mark. */
export type SelectorToken = string

const TOKEN = /[a-z]+|[0-9]+|\S/gu
const INTERROGATIVE =
  /什么|哪[里儿些位个年天月日]?|谁|何|多少|几|怎么?样?|如何|吗|是否|为啥|啥|多[大高长远深重快宽久]|who|when|where|what|which|how|why/gu
const OPENERS = new Set('《》“"「')
const CLOSERS = new Set('》”」')
/** Tokens further from an interrogative are alike. */
export const FARTHEST = 7

export function selectorTokens(text: string): SelectorToken[] {
  return fold(text).text.match(TOKEN) ?? []
}

const LAST_ASCII = 0x7f

/** Tokens of one form share a row of the vocabulary: numbers of one length, long Latin words. */
export function vocabularyKey(token: SelectorToken): string {
  if (token.charCodeAt(0) > LAST_ASCII) return token
  if (/^[0-9]/.test(token)) return `#${Math.min(token.length, 5)}`
  if (/^[a-z]/.test(token)) return token.length <= 3 ? `@${token}` : '@@'
  return token
}

/** Which tokens of a question ask (谁, 多少). */
export function askingTokens(tokens: readonly SelectorToken[]): boolean[] {
  const owners = tokens.flatMap((token, index) => Array.from({ length: token.length }, () => index))
  const asking = tokens.map(() => false)
  for (const { 0: words, index } of tokens.join('').matchAll(INTERROGATIVE)) {
    for (let at = index; at < index + words.length; at++) asking[owners[at] ?? 0] = true
  }
  return asking
}

/** Which tokens stand in quotation marks or the marks of a title, those included. */
export function quotedTokens(tokens: readonly SelectorToken[]): boolean[] {
  let isOpen = false
  return tokens.map(token => {
    if (OPENERS.has(token)) isOpen = true
    const isQuoted = isOpen
    if (CLOSERS.has(token)) isOpen = false
    return isQuoted
  })
}

/** How far each token is from the nearest one that asks, at most FARTHEST; negative before it. */
export function distances(asking: readonly boolean[]): number[] {
  const places = asking.flatMap((isAsking, index) => (isAsking ? [index] : []))
  if (places.length === 0) places.push(asking.length - 1)
  return asking.map((_isAsking, index) => {
    const nearest = places
      .map(place => index - place)
      .reduce((one, other) => (Math.abs(other) < Math.abs(one) ? other : one))
    return Math.max(-FARTHEST, Math.min(FARTHEST, nearest))
  })
}
