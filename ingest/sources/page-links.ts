import { pageUrl } from './page-url.js'

/** A page with more is a list of addresses, and better read as a sitemap. */
const MAX_LINKS = 5000
/** Of a page, so much is looked through for links. */
const MAX_CHARACTERS = 4_000_000
const TAG = /<(a|area|base|meta)\s([^<>]{1,8192})>/giu
const ATTRIBUTE = /([a-z-]{1,20})\s{0,8}=\s{0,8}(?:"([^"]{0,4096})"|'([^']{0,4096})'|([^\s"'>]{1,4096}))/giu
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' }

/**
 * The addresses that a page links to, in its order, each once. Tags are looked for and nothing is parsed: links are
 * needed, not the page. Links that ask not to be followed (`rel=nofollow`, a robots `meta`) are left out.
 */
export function pageLinks(html: string, address: string): string[] {
  const links = new Set<string>()
  let base = address
  for (const [, name = '', inside = ''] of html.slice(0, MAX_CHARACTERS).matchAll(TAG)) {
    const attributes = attributesOf(inside)
    const tag = name.toLowerCase()
    if (tag === 'meta') {
      if (isNoFollow(attributes)) return []
      continue
    }
    const href = attributes.get('href')
    if (href === undefined) continue
    if (tag === 'base') {
      base = URL.parse(href, address)?.href ?? address
      continue
    }
    const url = /\bnofollow\b/iu.test(attributes.get('rel') ?? '') ? undefined : pageUrl(href, base)
    if (url !== undefined) links.add(url)
    if (links.size >= MAX_LINKS) break
  }
  return [...links]
}

function attributesOf(inside: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name = '', double, single, bare] of inside.matchAll(ATTRIBUTE))
    attributes.set(name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? ''))
  return attributes
}

const isNoFollow = (attributes: ReadonlyMap<string, string>) =>
  attributes.get('name')?.toLowerCase() === 'robots' &&
  /\b(?:nofollow|none)\b/iu.test(attributes.get('content') ?? '')

/** The entities that occur in addresses. */
export function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/giu, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? whole
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
