import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.js'
import { createLogger } from '../../core/log.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTokeniser } from '../../core/text/tokenise.js'
import { createFileReading } from '../../ingest/isolation/reading-pool.js'
import { createIngestor } from '../../ingest/pipeline.js'
import {
  createSourceService,
  type SourceService,
  type SyncOptions,
} from '../../ingest/sources/source-service.js'
import type { NewSource } from '../../store/source-records.js'
import { TemporaryArchive } from '../store/temporary-archive.js'
import { html, servePage, type ServedPage } from './fetch/served-pages.js'
import { openFetcher, openSite, type Site } from './fetch/web-stage.js'
import { finishedJob } from './finished-job.js'
import { HashEmbedder } from './hash-embedder.js'

const log = createLogger('silent')
const reading = createFileReading({
  ...{ processes: 1, memoryMiB: 512, timeoutMs: 60_000, maxCharacters: 100_000, log },
})
const fetcher = openFetcher()
let store: TemporaryArchive
let service: SourceService
let collection: string
let site: Site
let tests = 0
/** What the site serves, by path: changed by the tests. */
let pages: Record<string, ServedPage>

beforeAll(async () => {
  const embedder = new HashEmbedder()
  store = await TemporaryArchive.open({ modelId: embedder.id, dimensions: embedder.dimensions })
  const limits = { batchPassages: 64, documentMaxCharacters: 100_000 }
  const tokeniser = createTokeniser(createSegmenter())
  const { archive } = store
  const ingestor = createIngestor({ archive, embedder, tokeniser, limits })
  service = createSourceService({
    archive,
    ingestor,
    fetcher,
    reading,
    log,
    clock: systemClock,
    random: () => 0.5,
  })
})
beforeEach(async () => {
  collection = `web-${++tests}`
  await store.archive.putCollection(collection)
  pages = {}
  site = await openSite((request, response) => {
    servePage(pages[request.url ?? ''], request.headers['if-none-match'], response)
  })
})
afterEach(() => site.close())
afterAll(async () => {
  await service.stop()
  await reading.close()
  await fetcher.close()
  await store.dispose()
})

async function add(path: string, source: Partial<NewSource> = {}): Promise<string> {
  const address = `${site.url}${path}`
  const { source: made } = await store.archive.sources.put(
    { collection, kind: 'url', address, settings: {}, intervalMinutes: null, owner: 'loopback', ...source },
    new Date().toISOString(),
  )
  return made.id
}

const sync = async (id: string, options: SyncOptions = {}) =>
  finishedJob(store.archive, (await service.sync(id, options)).id)

async function kept(): Promise<Record<string, string>> {
  const { documents } = await store.archive.documents(collection, { limit: 200, order: 'oldest' })
  return Object.fromEntries(documents.map(({ id, title }) => [id.replace(site.url, ''), title]))
}

const asked = () => site.paths().splice(0)

describe('A page', () => {
  it('is read with its charset, and costs no reading while it is the same', async () => {
    const body = Buffer.from([0xb9, 0xab, 0xb8, 0xe6, 0xc4, 0xda, 0xc8, 0xdd])
    pages['/a'] = {
      body: Buffer.concat([Buffer.from('<p>'), body]),
      type: 'text/html; charset=gbk',
      etag: '"1"',
    }
    const id = await add('/a')
    expect(await sync(id)).toMatchObject({ state: 'done', done: 1, failed: 0 })
    expect((await store.archive.document(collection, `${site.url}/a`))?.text).toBe('公告内容')
    expect(await sync(id)).toMatchObject({ state: 'done', done: 1 })
    expect(site.requests.at(-1)?.headers['if-none-match']).toBe('"1"')
    pages['/a'] = { body: html('新', '新的内容'), etag: '"2"' }
    await sync(id)
    expect(await kept()).toEqual({ '/a': '新' })
  })

  it('is kept through trouble, and goes when it is gone', async () => {
    pages['/a'] = { body: html('甲', '内容') }
    const id = await add('/a')
    await sync(id)
    pages['/a'] = { body: 'trouble', status: 500 }
    expect(await sync(id)).toMatchObject({ failed: 1, errors: [{ code: 'fetch_failed' }] })
    expect(await kept()).toEqual({ '/a': '甲' })
    pages = {}
    await sync(id)
    expect(await kept()).toEqual({})
    expect(await store.archive.sources.items(id)).toMatchObject([
      { goneReason: 'The page is no longer there.' },
    ])
  })

  it('goes by its canonical address, but not by that of another site', async () => {
    const canonical = (url: string) => `<link rel="canonical" href="${url}"><p>文字内容</p>`
    pages['/a?utm_source=x&b=1'] = { body: '<p>文</p>' }
    pages['/a?b=1'] = { body: canonical(`${site.url}/c`) }
    pages['/b'] = { body: canonical('https://victim.example/page') }
    await sync(await add('/a?b=1'))
    await sync(await add('/b'))
    expect(Object.keys(await kept()).sort()).toEqual(['/b', '/c'])
  })

  it('of a kind that nobody reads is a failure with its reason', async () => {
    pages['/a'] = { body: 'x', type: 'image/png' }
    expect(await sync(await add('/a'))).toMatchObject({
      failed: 1,
      errors: [{ code: 'unreadable_document' }],
    })
  })
})

describe('A sitemap', () => {
  const sitemap = (entries: Record<string, string>) =>
    `<?xml version="1.0"?><urlset>${Object.entries(entries)
      .map(([path, modified]) => `<url><loc>${site.url}${path}</loc><lastmod>${modified}</lastmod></url>`)
      .join('')}</urlset>`

  it('is followed through its index, compressed or not, and pages that it calls unchanged are not asked for', async () => {
    pages['/index.xml'] = {
      body: `<sitemapindex><sitemap><loc>${site.url}/one.xml.gz</loc></sitemap></sitemapindex>`,
    }
    const one = (modified: string) =>
      gzipSync(
        sitemap({ '/a': modified, '/b': '2026-01-01' }).replace(
          '</urlset>',
          '<url><loc>https://other.example/x</loc></url></urlset>',
        ),
      )
    pages['/one.xml.gz'] = { body: one('2026-01-01'), type: 'application/gzip' }
    for (const path of ['/a', '/b']) pages[path] = { body: html(path, `内容 ${path}`) }
    const id = await add('/index.xml', { kind: 'sitemap' })
    expect(await sync(id)).toMatchObject({ state: 'done', done: 2 })
    const before = asked().length
    pages['/one.xml.gz'] = { body: one('2026-02-02'), type: 'application/gzip' }
    pages['/a'] = { body: html('改', '改了') }
    await sync(id)
    expect(site.paths().slice(before)).toEqual(['/index.xml', '/one.xml.gz', '/a'])
    expect(await kept()).toEqual({ '/a': '改', '/b': '/b' })
  })

  it('that cannot be read removes nothing and says why', async () => {
    pages['/s.xml'] = { body: sitemap({ '/a': '1' }) }
    pages['/a'] = { body: html('甲', '内容') }
    const id = await add('/s.xml', { kind: 'sitemap' })
    await sync(id)
    pages = {}
    expect(await sync(id)).toMatchObject({ state: 'failed' })
    expect(await kept()).toEqual({ '/a': '甲' })
  })

  it('whose pages are all gone at once keeps them until somebody says so', async () => {
    pages['/s.xml'] = { body: sitemap({ '/a': '1', '/b': '1' }) }
    for (const path of ['/a', '/b']) pages[path] = { body: html(path, `内容 ${path}`) }
    const id = await add('/s.xml', { kind: 'sitemap' })
    await sync(id)
    pages = { '/s.xml': { body: sitemap({ '/a': '2', '/b': '2' }) } }
    expect(await sync(id)).toMatchObject({ errors: [{ code: 'source_shrunk' }] })
    expect(Object.keys(await kept())).toHaveLength(2)
    await sync(id, { acceptRemovals: true })
    expect(await kept()).toEqual({})
  })
})

describe('A feed', () => {
  const feed = (items: string) => `<rss version="2.0"><channel><title>t</title>${items}</channel></rss>`
  const item = (path: string, text: string) =>
    `<item><title>题 ${path}</title><link>${site.url}${path}</link><pubDate>Thu, 01 Jan 2026 00:00:00 GMT</pubDate>` +
    `<description>${text}</description></item>`

  it('gives long entries as they are, short ones from their page, and old ones stay', async () => {
    const long = '这是一条很长的消息。'.repeat(80)
    pages['/feed'] = { body: feed(item('/long', long) + item('/short', '摘要')), type: 'application/rss+xml' }
    pages['/short'] = { body: html('全文', '全文内容') }
    const id = await add('/feed', {
      kind: await service.detect(`${site.url}/feed`, new AbortController().signal),
    })
    expect(await sync(id)).toMatchObject({ state: 'done', failed: 0 })
    expect(await kept()).toEqual({ '/long': '题 /long', '/short': '全文' })
    expect(await store.archive.document(collection, `${site.url}/long`)).toMatchObject({
      publishedAt: '2026-01-01T00:00:00Z',
    })
    expect(asked()).not.toContain('/long')
    pages['/feed'] = { body: feed(item('/short', '摘要')) }
    await sync(id)
    expect(Object.keys(await kept())).toHaveLength(2)
  })

  it('gives the teaser when the page cannot be had', async () => {
    pages['/feed'] = { body: feed(item('/none', '只有摘要')) }
    pages['/none'] = { body: 'x', status: 503 }
    await sync(await add('/feed', { kind: 'feed' }))
    expect(await kept()).toEqual({ '/none': '题 /none' })
  })
})

describe('A crawl', () => {
  it('stays on its site, within its bounds and patterns, and reads each page once', async () => {
    pages['/'] = {
      body: html('首页', '首页内容', [
        '/a',
        '/a#top',
        './b?utm_source=x',
        '/private/x',
        'https://other.example/',
        'mailto:a@b.example',
      ]),
    }
    pages['/a'] = { body: html('甲', '甲的内容', ['/', '/deep']) }
    pages['/b'] = { body: html('乙', '乙的内容', ['/c']) }
    pages['/deep'] = { body: html('深', '深处内容', ['/deeper']) }
    pages['/deeper'] = { body: html('更深', '更深内容') }
    pages['/c'] = pages['/b']
    const id = await add('/', { kind: 'crawl', settings: { maxDepth: 2, exclude: ['/private/*'] } })
    expect(await sync(id)).toMatchObject({ state: 'done', failed: 0 })
    expect(await kept()).toEqual({ '/': '首页', '/a': '甲', '/b': '乙', '/deep': '深' })
    expect(asked().sort()).toEqual(['/', '/a', '/b', '/c', '/deep'])
  })

  it('ends at the most pages it may read', async () => {
    for (let page = 0; page < 10; page++)
      pages[`/${page}`] = { body: html(`第${page}页`, `内容 ${page}`, [`/${page + 1}`]) }
    await sync(await add('/0', { kind: 'crawl', settings: { maxPages: 3, maxDepth: 50 } }))
    expect(Object.keys(await kept())).toHaveLength(3)
  })
})

describe('The schedule', () => {
  it('takes a source up when it is due, once, and says when it is due next', async () => {
    pages['/a'] = { body: html('甲', '内容') }
    const id = await add('/a', { intervalMinutes: 60 })
    await store.archive.sources.change(id, { nextSyncAt: '2020-01-01T00:00:00.000Z' })
    service.start()
    let source = await store.archive.sources.find(id)
    while (source?.syncedAt === null) {
      await new Promise(setImmediate)
      source = await store.archive.sources.find(id)
    }
    const minutes = (Date.parse(source?.nextSyncAt ?? '') - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(58)
    expect(minutes).toBeLessThanOrEqual(60)
    expect(asked()).toEqual(['/a'])
  })
})
