import { createHash } from 'node:crypto'
import { AppError } from '../../core/errors.js'
import { pageUrl } from './page-url.js'

/** An entry of a feed, whatever its format. */
export interface FeedEntry {
  /** The page that it links to, or else what the feed calls it. */
  readonly key: string
  readonly url: string | undefined
  readonly title: string | undefined
  readonly published: string | undefined
  readonly author: string | undefined
  readonly tags: readonly string[]
  /** Its content or summary, HTML. */
  readonly html: string
  /** Differs when anything of the entry does. */
  readonly hash: string
}

/** Whether a text is a feed: RSS 0.9 to 2.0, RDF or Atom. */
export function isFeed(text: string): boolean {
  return /<(?:rss|feed|rdf:RDF)[\s>]/iu.test(text.slice(0, 4096))
}

/** @throws {AppError} `unreadable_document` */
export async function parseFeedEntries(text: string, address: string): Promise<FeedEntry[]> {
  const { parseFeed } = await import('feedsmith')
  try {
    const parsed = parseFeed(text)
    if (parsed.format === 'atom')
      return (parsed.feed.entries ?? []).flatMap(entry =>
        toEntry(address, {
          link: (entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate') ?? entry.links?.[0])
            ?.href,
          id: entry.id,
          title: entry.title?.value,
          published: entry.published ?? entry.updated,
          author: entry.authors?.[0]?.name,
          tags: entry.categories?.map(({ term }) => term),
          html: entry.content?.value ?? entry.summary?.value,
        }),
      )
    if (parsed.format === 'json')
      return (parsed.feed.items ?? []).flatMap(item =>
        toEntry(address, {
          link: item.url,
          id: item.id,
          title: item.title,
          published: item.date_published,
          author: item.authors?.[0]?.name,
          tags: item.tags,
          html: item.content_html ?? item.content_text ?? item.summary,
        }),
      )
    return (parsed.feed.items ?? []).flatMap(item =>
      toEntry(address, {
        link: item.link,
        id: 'guid' in item ? item.guid.value : undefined,
        title: item.title,
        published: ('pubDate' in item ? item.pubDate : undefined) ?? item.dc?.dates?.[0],
        author: item.dc?.creators?.[0],
        tags: 'categories' in item ? item.categories.map(({ name }) => name) : undefined,
        html: item.content?.encoded ?? item.description,
      }),
    )
  } catch (error) {
    throw new AppError('unreadable_document', 'The feed is damaged, or no feed.', { cause: error })
  }
}

interface RawEntry {
  readonly link: string | undefined
  readonly id: string | undefined
  readonly title: string | undefined
  readonly published: unknown
  readonly author: string | undefined
  readonly tags: readonly (string | undefined)[] | undefined
  readonly html: string | undefined
}

function toEntry(address: string, raw: RawEntry): FeedEntry[] {
  const url = pageUrl(raw.link ?? '', address) ?? pageUrl(raw.id ?? '')
  const key = url ?? raw.id
  if (key === undefined || key === address) return []
  return [
    {
      ...{ key, url, title: raw.title, author: raw.author, html: raw.html ?? '' },
      published: typeof raw.published === 'string' ? rfc3339(raw.published) : undefined,
      tags: raw.tags?.filter(tag => tag !== undefined) ?? [],
      hash: createHash('sha256').update(JSON.stringify(raw)).digest('hex'),
    },
  ]
}

/** RSS writes dates as mail does. */
function rfc3339(text: string): string | undefined {
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
