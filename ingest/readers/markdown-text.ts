import { inlineToText } from './markdown-inline.js'

const FENCE = /^ {0,3}(`{3,}|~{3,})/u
const SETEXT_UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/u
const DIVIDER = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/u
const TABLE_RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/u
const HEADING = /^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/u
const DEFINITION = /^ {0,3}\[[^\]^][^\]]*\]:[ \t]*\S+/u
const LIST_ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/u
const CLOSED_LINE = /(?:[。！？；：…!?.;:)）”’"』」】]|[ \t]{2}|\\)$/u
/** A line shorter than this was ended by its author, not by an editor that wraps. */
const WRAPPED_LINE_CHARACTERS = 40
const WIDE = /[\u2e80-\u9fff\uf900-\uffef]/u

/**
 * Renders Markdown as plain text: a heading between empty lines, links as their text, list marks and code
 * kept, table rows as `a | b`, raw HTML and comments without their tags. Linear in the text.
 */
export function markdownToText(markdown: string): string {
  const lines = withoutBetween(markdown.replace(/\r\n?/gu, '\n'), '<!--', '-->').split('\n')
  const output: string[] = []
  let fence: string | undefined
  let paragraph: string[] = []
  const endParagraph = () => {
    if (paragraph.length > 0) output.push(inlineToText(unwrapped(paragraph)))
    paragraph = []
  }
  for (const line of lines) {
    const mark = FENCE.exec(line)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = undefined
      else output.push(line)
      continue
    }
    const block = mark === undefined ? blockLine(line, paragraph) : []
    if (block === undefined) {
      paragraph.push(line.replace(/^(?:[ \t]*>)+[ \t]?/u, ''))
      continue
    }
    endParagraph()
    fence = mark
    output.push(...block)
  }
  endParagraph()
  return output
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim()
}

/** @returns what a line that stands for itself becomes; undefined for a line of a paragraph */
function blockLine(line: string, paragraph: string[]): string[] | undefined {
  if (line.trim() === '') return ['']
  const heading = HEADING.exec(line)
  if (heading !== null) return ['', inlineToText(heading[1] ?? ''), '']
  if (SETEXT_UNDERLINE.test(line) && paragraph.length === 1) {
    const title = paragraph.splice(0).join('')
    return ['', inlineToText(title), '']
  }
  if (DIVIDER.test(line)) return ['']
  if (line.includes('|') && TABLE_RULE.test(line)) return []
  if (/^[ \t]*\|.*\|[ \t]*$/u.test(line)) return [inlineToText(tableRow(line))]
  if (DEFINITION.test(line)) return []
  if (LIST_ITEM.test(line)) paragraph.splice(0, paragraph.length, ...ended(paragraph))
  return undefined
}

/** A list item begins a line of its own whatever the line before it looked like. */
const ended = (paragraph: readonly string[]) =>
  paragraph.map((line, index) => (index === paragraph.length - 1 ? `${line}  ` : line))

function tableRow(line: string): string {
  const cells = line
    .trim()
    .replace(/^\||\|$/gu, '')
    .split(/(?<!\\)\|/u)
  return cells.map(cell => cell.trim().replaceAll('\\|', '|')).join(' | ')
}

/** Joins the lines that an editor wrapped; Chinese needs no space there. */
function unwrapped(lines: readonly string[]): string {
  let text = ''
  for (const line of lines) {
    const previous = text.slice(text.lastIndexOf('\n') + 1)
    const isItem = LIST_ITEM.test(line)
    if (text === '') text = line
    else if (isItem || previous.length < WRAPPED_LINE_CHARACTERS || CLOSED_LINE.test(previous)) {
      text = `${text.replace(/[ \t]+$|\\$/u, '')}\n${isItem ? line : line.trim()}`
    } else text += (WIDE.test(text.slice(-1)) && WIDE.test(line.trim().charAt(0)) ? '' : ' ') + line.trim()
  }
  return text.replace(/[ \t]+$/u, '')
}

/** Takes out what stands between two marks, marks included; an opening mark that is never closed stays. */
function withoutBetween(text: string, open: string, close: string): string {
  let kept = ''
  let at = 0
  for (;;) {
    const start = text.indexOf(open, at)
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length)
    if (end < 0) return kept + text.slice(at)
    kept += text.slice(at, start)
    at = end + close.length
  }
}
