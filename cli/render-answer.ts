import type { Wire } from '../server/shapes/response-schemas.js'
import type { Messages } from './messages.js'
import { renderHit } from './render-hits.js'
import { sourceHeading } from './source-heading.js'

type Answer = Wire<'Answer'>

/** An answer with the quotes that support it, by the numbers in its text; or the refusal and what comes nearest. */
export function renderAnswer(answer: Answer, messages: Messages): string {
  if (answer.refusal !== null) return renderRefusal(answer.refusal, messages)
  const sources = answer.sources.map(source => renderSource(source, answer, messages))
  return [
    answer.text,
    `${messages.sources}\n${sources.join('\n')}`,
    messages.confidence(answer.confidence, answer.took_ms),
  ].join('\n\n')
}

function renderSource(source: Answer['sources'][number], answer: Answer, messages: Messages): string {
  const citations = answer.blocks
    .flatMap(block => block.citations)
    .filter(citation => citation.source === source.number)
    .sort((one, other) => one.start - other.start)
  // Two statements may rest on the same quote.
  const quotes = new Map(citations.map(citation => [`${citation.start}-${citation.end}`, citation]))
  const lines = [...quotes.values()].map(({ quote, start, end, page }) => {
    const words = quote === undefined ? messages.withdrawn : `“${quote.replaceAll(/\s*\n\s*/g, ' ')}”`
    return `    ${words}  ${messages.place(start, end, page)}`
  })
  return [`[${source.number}] ${sourceHeading(source)}`, ...lines].join('\n')
}

function renderRefusal({ message, nearest }: NonNullable<Answer['refusal']>, messages: Messages): string {
  if (nearest.length === 0) return message
  const hits = nearest.map((hit, index) => renderHit(hit, index + 1, messages))
  return `${message}\n\n${messages.nearest}\n${hits.join('\n')}`
}
