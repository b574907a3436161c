import type { Claims } from './found-document.js'

const PUBLISHED = [
  'article:published_time',
  'og:published_time',
  'datepublished',
  'pubdate',
  'publishdate',
  'publish_date',
  'publish-date',
  'date',
  'dc.date',
  'dc.date.issued',
  'dcterms.date',
  'sailthru.date',
]

const MAX_METAS = 500

/** What a page's head, and its marked times and links, say of it. */
export function htmlClaims(document: Document): Omit<Claims, 'text'> {
  const meta = metaContents(document)
  const firstOf = (names: readonly string[]) => names.flatMap(name => meta.get(name) ?? [])[0]
  const author = firstOf(['author', 'article:author', 'dc.creator', 'byl'])
  return {
    title: firstOf(['og:title', 'twitter:title']) ?? pageTitle(document),
    url: attribute(document, 'link[rel~="canonical"]', 'href') ?? firstOf(['og:url']),
    published: firstOf(PUBLISHED) ?? markedTime(document),
    author: author?.startsWith('http') === true ? undefined : author,
    tags: meta.get('article:tag'),
    language: attribute(document, 'html', 'lang'),
  }
}

function metaContents(document: Document): Map<string, string[]> {
  const contents = new Map<string, string[]>()
  for (const element of [...document.querySelectorAll('meta[content]')].slice(0, MAX_METAS)) {
    const name = ['property', 'name', 'itemprop'].map(key => element.getAttribute(key)).find(Boolean)
    const content = element.getAttribute('content')?.trim() ?? ''
    if (name === undefined || name === null || content === '') continue
    const key = name.toLowerCase()
    const values = contents.get(key)
    if (values === undefined) contents.set(key, [content])
    else values.push(content)
  }
  return contents
}

/** `文章标题 - 某某网`: the part before the site's name, when the page's heading agrees. */
function pageTitle(document: Document): string | undefined {
  const title = document.querySelector('title')?.textContent.trim() ?? ''
  const heading = document.querySelector('h1')?.textContent.trim() ?? ''
  if (title === '' || (heading !== '' && title.startsWith(heading))) return heading || undefined
  return title
}

function markedTime(document: Document): string | undefined {
  return (
    attribute(document, '[itemprop="datePublished"]', 'datetime') ??
    attribute(document, '[itemprop="datePublished"]', 'content') ??
    attribute(document, 'time[datetime]', 'datetime') ??
    document.querySelector('time')?.textContent.trim()
  )
}

function attribute(document: Document, selector: string, name: string): string | undefined {
  const value = document.querySelector(selector)?.getAttribute(name)?.trim() ?? ''
  return value === '' ? undefined : value
}
