import type { Block, Source } from './api-types.js'
import { formatDate } from './format-date.js'
import type { Messages } from './messages.js'

/** The statements alone, for a screen reader. */
export function spokenAnswer(blocks: readonly Block[]): string {
  return blocks.map(block => block.text).join(' ')
}

/** An answer as plain text to paste elsewhere: question, statements with [n], and the list of sources. */
export function answerAsText(
  answer: {
    readonly question: string
    readonly blocks: readonly Block[]
    readonly sources: readonly Source[]
  },
  messages: Messages,
): string {
  const statements = answer.blocks.map(block => `${block.text}${markersOf(block)}`)
  const sources = answer.sources.map(source => {
    const date = formatDate(source.published_at, messages.language)
    return [`[${source.number}] ${source.title}`, date, source.url ?? '']
      .filter(part => part !== '')
      .join(' · ')
  })
  return [
    `${messages.copiedQuestion}${answer.question}`,
    `${messages.copiedAnswer}${statements.join('\n')}`,
    `${messages.sourcesTitle}\n${sources.join('\n')}`,
  ].join('\n\n')
}

/** The numbers of a block's sources, as `[1][2]`. */
export function markersOf(block: Block): string {
  return [...new Set(block.citations.map(citation => citation.source))].map(number => `[${number}]`).join('')
}
