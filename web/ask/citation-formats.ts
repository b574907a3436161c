import type { Answer, Source } from '../shared/api-types.js'
import { markersOf } from '../shared/answer-text.js'
import { formatDate } from '../shared/format-date.js'
import { webLink } from '../shared/web-link.js'

type Cited = Pick<Answer, 'question' | 'blocks' | 'sources'>

/** An answer as Markdown: the statements with footnotes, each the source's title, date and address. */
export function answerAsMarkdown({ question, blocks, sources }: Cited, language: string): string {
  const statements = blocks.map(
    block => `${escapeMarkdown(block.text)}${markersOf(block).replaceAll('[', '[^')}`,
  )
  const notes = sources.map(source => {
    const title = escapeMarkdown(source.title)
    const link = webLink(source.url)
    const date = formatDate(source.published_at, language)
    const named = link === null ? title : `[${title}](<${link.replaceAll('>', '%3E')}>)`
    return `[^${source.number}]: ${date === '' ? named : `${named}, ${date}`}`
  })
  return [`**${escapeMarkdown(question)}**`, ...statements, notes.join('\n')].join('\n\n')
}

/**
 * The sources as references of GB/T 7714-2015, electronic resources (EB/OL): title, date of publication, date of
 * access, address. What is on no web page is an archival document (A). Authors are not part of an answer.
 * @param accessed today, YYYY-MM-DD
 */
export function sourcesAsGbt7714(sources: readonly Source[], accessed: string): string {
  return sources
    .map(({ number, title, url, published_at: publishedAt }) => {
      const published = publishedAt === null ? '' : publishedAt.slice(0, 10)
      const link = webLink(url)
      if (link === null) return `[${number}] ${title}[A].${published === '' ? '' : ` ${published}.`}`
      return `[${number}] ${title}[EB/OL].${published === '' ? '' : ` (${published})`}[${accessed}]. ${link}.`
    })
    .join('\n')
}

/** As `sourcesAsGbt7714`, accessed now. */
export function referencesToday(sources: readonly Source[]): string {
  return sourcesAsGbt7714(sources, new Date().toISOString().slice(0, 10))
}

/** Text of documents stays text. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~]/g, '\\$&').replace(/\n/g, '  \n')
}
