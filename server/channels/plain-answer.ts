import { answerText } from '../../answer/answer-text.js'
import type { Answer } from '../../answer/answer.js'
import { splitSentences } from '../../core/text/sentences.js'
import { readerLanguage, readerMessage } from '../reader-messages.js'
import { sourceLink } from '../source-link.js'

/** Enough to recognise a title by. */
const MAX_TITLE_CHARACTERS = 60
/** A longer address is of no use in a chat. */
const MAX_LINK_CHARACTERS = 300

const bytesOf = (text: string) => Buffer.byteLength(text)

interface Placed {
  readonly collection: string
  readonly documentId: string
  readonly title: string
  readonly url: string | null
  readonly start: number
  readonly end: number
}

/**
 * An answer for a chat without markup: the statements with their markers, then the sources they name. What does
 * not fit is left out from its end, whole statements first, then sentences, and that is said.
 * @param server where this server is reached; null: sources without an address of their own get no link
 */
export function plainAnswer(answer: Answer, maxBytes: number, server: string | null): string {
  const language = readerLanguage(answer.question)
  if (answer.refusal !== null) {
    const nearest = answer.refusal.nearest.map(({ passage }) => `· ${sourceLine(passage, server)}`)
    return fitLines([answer.refusal.message, ...nearest], maxBytes)
  }
  const cut = `\n${readerMessage('cut', language)}`
  for (let kept = answer.blocks.length; kept > 0; kept--) {
    const blocks = answer.blocks.slice(0, kept)
    const used = new Set(blocks.flatMap(block => block.citations.map(({ source }) => source)))
    const lines = answer.sources
      .filter(({ number }) => used.has(number))
      .map(source => `[${source.number}] ${sourceLine(source, server)}`)
    const sources = ['', '', readerMessage('sources', language), ...lines].join('\n')
    const end = kept < answer.blocks.length ? cut : ''
    const text = answerText(blocks) + end + sources
    if (bytesOf(text) <= maxBytes) return text
    if (kept === 1) {
      // Of many sources for one statement the first says enough.
      const short = ['', '', readerMessage('sources', language), ...lines.slice(0, 1)].join('\n')
      const room = maxBytes - bytesOf(cut + short)
      return fitSentences(answerText(blocks), Math.max(room, 0)) + cut + (room > 0 ? short : '')
    }
  }
  return fitSentences(answer.text, maxBytes)
}

/** As much of a text as fits, cut after a sentence, or between characters when not even one fits. */
export function fitSentences(text: string, maxBytes: number): string {
  if (bytesOf(text) <= maxBytes) return text
  const ends = splitSentences(text).map(({ end }) => end)
  const fitting = ends.filter(end => bytesOf(text.slice(0, end)) <= maxBytes).at(-1)
  if (fitting !== undefined) return text.slice(0, fitting)
  let fitted = ''
  let bytes = 0
  for (const character of text) {
    bytes += bytesOf(character)
    if (bytes > maxBytes) break
    fitted += character
  }
  return fitted
}

function fitLines([first = '', ...more]: readonly string[], maxBytes: number): string {
  let text = fitSentences(first, maxBytes)
  for (const line of more) if (bytesOf(`${text}\n${line}`) <= maxBytes) text += `\n${line}`
  return text
}

function sourceLine(source: Placed, server: string | null): string {
  const characters = Array.from(source.title.replaceAll(/\s+/g, ' '))
  const isLong = characters.length > MAX_TITLE_CHARACTERS
  const title = isLong ? `${characters.slice(0, MAX_TITLE_CHARACTERS).join('')}…` : source.title
  if (source.url === null && server === null) return title
  const link = sourceLink(source, server)
  return link.length > MAX_LINK_CHARACTERS ? title : `${title} ${link}`
}
