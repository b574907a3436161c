import type { Block } from './answer.js'

/** The blocks as one text, a line each, with the markers of their sources: `周一闭馆。 [1]`. */
export function answerText(blocks: readonly Block[]): string {
  return blocks
    .map(({ text, citations }) => {
      const numbers = new Set(citations.map(({ source }) => source))
      return `${text} ${[...numbers].map(number => `[${number}]`).join('')}`
    })
    .join('\n')
}
