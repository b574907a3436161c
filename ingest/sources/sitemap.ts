import { createTimeSlice } from '../../core/time-slice.js'
import { decodeEntities } from './page-links.js'
import { pageUrl } from './page-url.js'

/** A page, or another sitemap, that a sitemap names. */
export interface SitemapEntry {
  readonly url: string
  /** When it was changed last, as stated. */
  readonly modified?: string | undefined
}

export interface Sitemap {
  readonly pages: readonly SitemapEntry[]
  readonly sitemaps: readonly SitemapEntry[]
}

const MAX_ENTRY_CHARACTERS = 20_000
const LOCATION = /<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,4096}?)\s*(?:\]\]>)?\s*<\/loc>/iu
const MODIFIED = /<lastmod>\s*([^<]{1,64}?)\s*<\/lastmod>/iu

/** Whether a text is a sitemap or an index of sitemaps (sitemaps.org). */
export function isSitemap(text: string): boolean {
  return /<(?:urlset|sitemapindex)[\s>]/iu.test(text.slice(0, 4096))
}

/** Reads a sitemap in slices: one of 50,000 pages takes a while. */
export async function parseSitemap(text: string, address: string): Promise<Sitemap> {
  return { pages: await entriesOf(text, 'url', address), sitemaps: await entriesOf(text, 'sitemap', address) }
}

async function entriesOf(text: string, tag: string, address: string): Promise<SitemapEntry[]> {
  const [open, close] = [`<${tag}>`, `</${tag}>`]
  const slice = createTimeSlice()
  const entries: SitemapEntry[] = []
  for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, at)) {
    const end = text.indexOf(close, at)
    if (end < 0) break
    const inside = text.slice(at, Math.min(end, at + MAX_ENTRY_CHARACTERS))
    const url = pageUrl(decodeEntities(LOCATION.exec(inside)?.[1] ?? ''), address)
    if (url !== undefined) entries.push({ url, modified: MODIFIED.exec(inside)?.[1] })
    at = end
    await slice.giveWay()
  }
  return entries
}
