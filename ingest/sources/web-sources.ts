import { promisify } from 'node:util'
import { gunzip, type ZlibOptions } from 'node:zlib'
import { AppError } from '../../core/errors.js'
import type { Fetcher, FetchResponse } from '../fetch/fetcher.js'
import { decodeText } from '../readers/decode.js'
import { foundDocument } from '../readers/found-document.js'
import type { SourceKind } from '../../store/source-records.js'
import { isFeed, parseFeedEntries, type FeedEntry } from './feed.js'
import { READING_GENERATION } from './file-fingerprint.js'
import { pageLinks } from './page-links.js'
import { documentIdOf, isSameSite, matchesPattern, pageUrl } from './page-url.js'
import { isSitemap, parseSitemap, type SitemapEntry } from './sitemap.js'
import { charsetOf, formatOfResponse, readPage } from './web-page.js'
import { answered, type WebSync, type WebSyncDeps } from './web-sync.js'

export const DEFAULT_MAX_PAGES = 500
export const DEFAULT_MAX_DEPTH = 5
const MAX_SITEMAPS = 50
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024
/** A feed's entry with less text is a teaser. */
const MIN_ENTRY_CHARACTERS = 500

/** Finds the pages of a source and has each of them visited. @throws {AppError} when the source itself cannot be read */
export async function visitPages(sync: WebSync, deps: WebSyncDeps): Promise<void> {
  const { kind, address } = deps.source
  if (kind === 'sitemap') await visitSitemap(sync, deps)
  else if (kind === 'feed') await visitFeed(sync, deps)
  else if (kind === 'crawl') await crawl(sync, deps)
  else await sync.visit(address)
}

/** What an address is: a feed, a sitemap, or a page. */
export async function detectKind(fetcher: Fetcher, url: string, signal: AbortSignal): Promise<SourceKind> {
  const response = await fetcher.fetch({ url, signal })
  if (response.status >= 300 || response.status < 200) throw answered(url, response.status)
  const head = textOf(response).slice(0, 4096)
  if (isSitemap(head)) return 'sitemap'
  return isFeed(head) ? 'feed' : 'url'
}

async function visitSitemap(sync: WebSync, deps: WebSyncDeps): Promise<void> {
  const pages = await listSitemap(deps)
  let left = deps.source.settings.maxPages ?? DEFAULT_MAX_PAGES
  for (const { url, modified } of pages) {
    if (left-- <= 0 || sync.isStopped) return
    await sync.visit(url, { stated: modified })
  }
  // What the sitemap names no more may still be there: only the page itself can say.
  for (const { key } of sync.knownPages()) {
    if (sync.hasVisited(key)) continue
    if (left-- <= 0 || sync.isStopped) return
    await sync.visit(key)
  }
}

async function listSitemap(deps: WebSyncDeps): Promise<SitemapEntry[]> {
  const { address, settings } = deps.source
  const pages = new Map<string, SitemapEntry>()
  const maxPages = settings.maxPages ?? DEFAULT_MAX_PAGES
  const waiting = [address]
  const seen = new Set(waiting)
  for (const url of waiting) {
    if (pages.size >= maxPages) break
    const found = await parseSitemap(textOf(await fetchSource(deps, url)), url)
    for (const page of found.pages) {
      if (pages.size < maxPages && isSameSite(page.url, address) && isWanted(page.url, deps))
        pages.set(page.url, page)
    }
    for (const { url: next } of found.sitemaps) {
      if (seen.size >= MAX_SITEMAPS || seen.has(next) || !isSameSite(next, address)) continue
      seen.add(next)
      waiting.push(next)
    }
  }
  if (pages.size === 0)
    throw new AppError('unreadable_document', 'The sitemap names no page of its own site.')
  return [...pages.values()]
}

/** Entries that a feed holds no longer are old, not gone: their documents stay. */
async function visitFeed(sync: WebSync, deps: WebSyncDeps): Promise<void> {
  const { address, settings } = deps.source
  const entries = await parseFeedEntries(textOf(await fetchSource(deps, address)), address)
  for (const entry of entries.slice(0, settings.maxPages ?? DEFAULT_MAX_PAGES)) {
    if (sync.isStopped) return
    const item = sync.trusted(entry.key)
    if (item?.fingerprint.stated === entry.hash) sync.unchanged(item)
    else await visitEntry(sync, deps, entry)
  }
}

async function visitEntry(sync: WebSync, deps: WebSyncDeps, entry: FeedEntry): Promise<void> {
  const { fullText = 'auto' } = deps.source.settings
  const document = fullText === 'page' ? undefined : await entryDocument(entry, deps)
  const isFull = document !== undefined && document.text.length >= MIN_ENTRY_CHARACTERS
  if (entry.url !== undefined && fullText !== 'entry' && !isFull) {
    const failedBefore = deps.sink.counts.failed
    await sync.visit(entry.url, { stated: entry.hash })
    if (deps.sink.counts.failed === failedBefore || document === undefined) return
  }
  if (document !== undefined)
    await sync.take(entry.key, document, { stated: entry.hash, reading: READING_GENERATION })
}

/** The entry itself as a document; undefined when it has no text. */
async function entryDocument(entry: FeedEntry, { reading, sink }: WebSyncDeps) {
  if (!/\S/u.test(entry.html)) return undefined
  const bytes = new TextEncoder().encode(entry.html)
  const headers = { 'content-type': 'text/html; charset=utf-8' }
  const url = entry.url ?? 'https://feed.invalid/'
  const [read] = (await readPage({ url, status: 200, headers, bytes }, reading, sink.stop)).documents
  if (read === undefined) return undefined
  const { title, published, author, tags, key } = entry
  const found = foundDocument(entry.url ?? key, {
    text: read.text,
    title,
    published,
    author,
    tags,
    url: entry.url,
  })
  return 'document' in found ? { ...found.document, id: documentIdOf(entry.key) } : undefined
}

/** Breadth first, within one site. Pages that are known are asked for first: what is gone shows even under a bound. */
async function crawl(sync: WebSync, deps: WebSyncDeps): Promise<void> {
  const { address, settings } = deps.source
  const { maxPages = DEFAULT_MAX_PAGES, maxDepth = DEFAULT_MAX_DEPTH } = settings
  const start = pageUrl(address) ?? address
  const depths = new Map([[start, 0]])
  for (const { key, fingerprint } of sync.knownPages())
    depths.set(key, depths.get(key) ?? fingerprint?.depth ?? maxDepth)
  let left = maxPages
  // A map is gone through in the order of its entries, new ones included.
  for (const [url, depth] of depths) {
    if (left <= 0 || sync.isStopped) return
    left--
    const response = await sync.visit(url, { depth })
    if (response === undefined || depth >= maxDepth || !isHtml(response)) continue
    for (const link of pageLinks(textOf(response), response.url)) {
      if (depths.size >= maxPages) break
      if (!depths.has(link) && isSameSite(link, start) && isWanted(link, deps)) depths.set(link, depth + 1)
    }
  }
}

function isWanted(url: string, { source: { settings } }: WebSyncDeps): boolean {
  const { include = [], exclude = [] } = settings
  return (include.length === 0 || matchesPattern(url, include)) && !matchesPattern(url, exclude)
}

async function fetchSource({ fetcher, sink }: WebSyncDeps, url: string): Promise<FetchResponse> {
  const response = await fetcher.fetch({ url, signal: sink.stop })
  if (response.status < 200 || response.status >= 300) throw answered(url, response.status)
  return { ...response, bytes: await unpacked(response.bytes) }
}

/** Sitemaps are often kept compressed (`sitemap.xml.gz`). */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return await promisify<Uint8Array, ZlibOptions, Buffer>(gunzip)(bytes, {
      maxOutputLength: MAX_UNPACKED_BYTES,
    })
  } catch (error) {
    throw new AppError('unreadable_document', 'The compressed file is damaged, or too large.', {
      cause: error,
    })
  }
}

const isHtml = ({ headers, url }: FetchResponse) =>
  formatOfResponse(headers['content-type'] ?? '', url)?.name === 'html'

function textOf({ bytes, headers }: FetchResponse): string {
  const declared = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/iu.exec(
    Buffer.from(bytes.subarray(0, 512)).toString('latin1'),
  )?.[1]
  return decodeText(bytes, [charsetOf(headers['content-type'] ?? ''), declared])
}
