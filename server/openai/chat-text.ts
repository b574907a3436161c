import { answerText } from '../../answer/answer-text.js'
import type { Answer, Block } from '../../answer/answer.js'
import type { Wire } from '../shapes/response-schemas.js'
import { sourceLink } from '../source-link.js'

type Annotation = Wire<'ChatCompletion'>['choices'][number]['message']['annotations'][number]

interface PlacedBlock {
  readonly block: Block
  readonly start: number
  readonly end: number
}

/** The content of a message as it grows, and where each statement stands in it. */
export class ChatText {
  content = ''
  private placed: PlacedBlock[] = []

  get blocks(): number {
    return this.placed.length
  }

  /** @returns what the content grew by */
  addBlock(block: Block): string {
    const start = this.content.length + (this.content === '' ? 0 : 1)
    this.placed.push({ block, start, end: start + block.text.length })
    return this.addText(answerText([block]))
  }

  /** A line of its own. @returns what the content grew by */
  addText(text: string): string {
    const piece = this.content === '' ? text : `\n${text}`
    this.content += piece
    return piece
  }

  /** What was said so far cannot be taken back; it is no longer annotated. */
  forgetBlocks(): void {
    this.placed = []
  }

  /** One for each citation of each statement that the finished answer holds. */
  annotations(answer: Answer, server: string | null): Annotation[] {
    const stands = new Set(answer.blocks.map(({ text }) => text))
    return this.placed
      .filter(({ block }) => stands.has(block.text))
      .flatMap(({ block, start, end }) =>
        block.citations.map(citation => ({
          type: 'url_citation' as const,
          url_citation: {
            start_index: start,
            end_index: end,
            title: citation.title,
            url: sourceLink(citation, server),
          },
        })),
      )
  }
}
