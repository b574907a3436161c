import type { PageStart } from '../../core/types.js'
import type { PdfLine } from './pdf-lines.js'

/** A page as it is drawn. */
export interface PdfPage {
  /** 1-based. */
  readonly number: number
  readonly height: number
  readonly lines: readonly PdfLine[]
}

/** Heads and feet stand within this share of the page's height from its edge. */
const MARGIN_SHARE = 0.12
/** On fewer pages than this nothing can be told to repeat. */
const MIN_PAGES = 3
/** A head or foot is on at least this share of the pages. */
const MIN_REPEATED_SHARE = 0.5
/** A line that ends this many letter heights before the right edge of the text ends its paragraph. */
const SHORT_LINE = 1.5
/** Lines further apart than this many times the usual distance belong to two paragraphs. */
const PARAGRAPH_GAP = 1.35
/** No text is set wider than this many letter heights from line to line, whatever a short page measures. */
const MAX_LEADING = 2.2
const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/u
const SENTENCE_END = /[。！？!?.；;：:”"）)】]$/u
const LIST_ITEM =
  /^(?:[-–•●▪◆■□*·]\s|\(?\d{1,3}[.)、）]|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百\d]{1,5}[章节条款])/u

/** The text of all pages, lines joined into paragraphs, and where each page begins in it. */
export function pagesToText(pages: readonly PdfPage[]): { text: string; pages: PageStart[] } {
  const furniture = repeatedLines(pages)
  const starts: PageStart[] = []
  let text = ''
  let last: Flow | undefined
  for (const page of pages) {
    const lines = page.lines.filter(line => !furniture.has(furnitureKey(line, page) ?? ''))
    const flow = measure(lines)
    if (lines.length === 0) continue
    for (const [index, line] of lines.entries()) {
      const above = lines[index - 1]
      const joint = above === undefined ? pageJoint(text, line, { last, flow }) : joinedBy(above, line, flow)
      text = joint === 'word' ? text.slice(0, -1) : text + joint
      // A page that begins within a paragraph begins where its first line does.
      if (above === undefined) starts.push([text.length, page.number])
      text += line.text
    }
    const bottom = lines.at(-1)
    last = bottom === undefined ? last : { ...flow, bottom }
  }
  return { text, pages: starts }
}

interface Flow {
  readonly left: number
  readonly right: number
  /** Usual distance of two lines. */
  readonly leading: number
  readonly bottom?: PdfLine
}

function measure(lines: readonly PdfLine[]): Flow {
  const gaps = lines.flatMap((line, index) => {
    const above = lines[index - 1]
    const gap = above === undefined ? 0 : above.baseline - line.baseline
    return gap > 0 ? [gap] : []
  })
  return {
    left: quantile(
      lines.map(({ left }) => left),
      0.1,
    ),
    right: quantile(
      lines.map(({ right }) => right),
      0.9,
    ),
    leading: quantile(gaps, 0.3),
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}

/** What stands between two lines: a paragraph's end, a line's end, a space, nothing, or a divided word. */
type Joint = '\n\n' | '\n' | ' ' | '' | 'word'

function joinedBy(above: PdfLine, line: PdfLine, flow: Flow): Joint {
  if (isRow(above) || isRow(line)) return isRow(above) && isRow(line) ? '\n' : '\n\n'
  const gap = above.baseline - line.baseline
  const sizes = Math.max(above.size, line.size) / Math.min(above.size, line.size)
  const usual = Math.min(Math.max(flow.leading, above.size), MAX_LEADING * above.size)
  if (sizes > 1.15 || gap > PARAGRAPH_GAP * usual || gap < -above.size) return '\n\n'
  if (LIST_ITEM.test(line.text)) return '\n'
  const isShort = above.right < flow.right - SHORT_LINE * above.size
  const isIndented = line.left > above.left + 1.2 * line.size && line.left > flow.left + 1.2 * line.size
  if (isIndented && above.left <= flow.left + 0.5 * above.size) return '\n\n'
  if (isShort) return SENTENCE_END.test(above.text) ? '\n\n' : '\n'
  return withinParagraph(above.text, line.text)
}

const isRow = ({ cells }: PdfLine) => cells.length > 1

/** Chinese needs no space where a line was wrapped; a divided English word loses its hyphen. */
function withinParagraph(before: string, after: string): Joint {
  if (/\p{Ll}[-\u00ad\u2010]$/u.test(before) && /^\p{Ll}/u.test(after)) return 'word'
  const [last, first] = [before.slice(-1), after.charAt(0)]
  return WIDE.test(last) && WIDE.test(first) ? '' : ' '
}

/** A paragraph goes on over the page's end when its last line is full and ends no sentence. */
function pageJoint(
  text: string,
  line: PdfLine,
  { last, flow }: { readonly last: Flow | undefined; readonly flow: Flow },
): Joint {
  const bottom = last?.bottom
  if (text === '' || last === undefined || bottom === undefined) return ''
  const goesOn =
    !isRow(bottom) &&
    !isRow(line) &&
    !SENTENCE_END.test(bottom.text) &&
    bottom.right >= last.right - SHORT_LINE * bottom.size &&
    line.left <= flow.left + line.size &&
    Math.abs(line.size - bottom.size) < 0.1 * bottom.size &&
    !LIST_ITEM.test(line.text)
  return goesOn ? withinParagraph(bottom.text, line.text) : '\n\n'
}

/**
 * Lines that stand in the same place near the edge of most pages and differ by digits only: heads, feet and page
 * numbers. Anything else near an edge is kept: a lost sentence is worse than a repeated title.
 */
function repeatedLines(pages: readonly PdfPage[]): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const page of pages) {
    const keys = new Set(page.lines.flatMap(line => furnitureKey(line, page) ?? []))
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const needed = Math.max(MIN_PAGES, pages.length * MIN_REPEATED_SHARE)
  return new Set([...counts].flatMap(([key, count]) => (count >= needed ? [key] : [])))
}

/** Left and right pages have heads of their own, so half of the pages are enough and the side does not count. */
function furnitureKey(line: PdfLine, { height }: PdfPage): string | undefined {
  const fromEdge = Math.min(line.baseline, height - line.baseline)
  if (fromEdge > height * MARGIN_SHARE) return undefined
  const edge = line.baseline < height / 2 ? 'foot' : 'head'
  const words = line.text.replace(/\d+|[ivxlc]+(?=$|\W)/giu, '#').replace(/\s+/gu, '')
  return `${edge} ${Math.round(fromEdge / 4)} ${words}`
}
