import { createHash } from 'node:crypto'

/** What is added to addresses to follow readers about; the page is the same without it. */
const TRACKING = /^(?:utm_\w+|fbclid|gclid|yclid|msclkid|mc_cid|mc_eid|spm)$/iu
const MAX_ID_CHARACTERS = 512

/** The one spelling of a page's address. @returns undefined for what is no web address */
export function pageUrl(text: string, base?: string): string | undefined {
  const url = URL.parse(text.trim(), base)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined
  if (url.username !== '' || url.password !== '') return undefined
  url.hash = ''
  const tracked = [...url.searchParams.keys()].filter(name => TRACKING.test(name))
  // Only then: setting the parameters spells all of them anew.
  for (const name of tracked) url.searchParams.delete(name)
  return url.href
}

/** Whether two addresses are of one site: a page may speak for its own site only. */
export function isSameSite(one: string, other: string): boolean {
  const [first, second] = [siteOf(one), siteOf(other)]
  return first !== undefined && first === second
}

function siteOf(address: string): string | undefined {
  return URL.parse(address)?.host.replace(/^www\./u, '')
}

/** The id of the document that is read from an address: the address itself, unless it is too long. */
export function documentIdOf(url: string): string {
  if (url.length <= MAX_ID_CHARACTERS) return url
  return `url-${createHash('sha256').update(url).digest('hex')}`
}

/** Patterns such as `/news/*`, of path and query; `*` stands for anything. */
export function matchesPattern(url: string, patterns: readonly string[]): boolean {
  const { pathname, search } = new URL(url)
  const path = `${pathname}${search}`
  return patterns.some(pattern => matches(path, pattern.split('*')))
}

/** Linear: each part is looked for once, from where the one before it ends. */
function matches(path: string, [first = '', ...parts]: readonly string[]): boolean {
  if (!path.startsWith(first)) return false
  const last = parts.pop()
  if (last === undefined) return path.length === first.length
  let at = first.length
  for (const part of parts) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return path.length - last.length >= at && path.endsWith(last)
}
