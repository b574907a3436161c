const LEFT_OUT = new Set(
  'SCRIPT STYLE NOSCRIPT TEMPLATE SVG MATH CANVAS IFRAME OBJECT EMBED NAV FOOTER ASIDE FORM BUTTON SELECT INPUT TEXTAREA HEAD LINK META TITLE DIALOG AUDIO VIDEO'.split(
    ' ',
  ),
)
const PARAGRAPHS = new Set(
  'P DIV SECTION ARTICLE MAIN HEADER BLOCKQUOTE FIGURE FIGCAPTION UL OL DL TABLE PRE H1 H2 H3 H4 H5 H6 ADDRESS DETAILS SUMMARY HR'.split(
    ' ',
  ),
)
const LINES = new Set('LI DT DD TR CAPTION THEAD TBODY TFOOT OPTION'.split(' '))
const TEXT_NODE = 3
const ELEMENT_NODE = 1

/** Text that grows by pieces, with the white space of HTML folded as a browser would. */
class TextBuilder {
  /** Above 0 inside of `pre`: white space counts. */
  preformattedDepth = 0
  private readonly parts: string[] = []
  private pending = ''
  /** In a cell of which nothing was said yet: what begins there begins no paragraph. */
  private isAtCellStart = false
  /** The break with which the last cell ended. */
  private afterCell = ''

  words(text: string): void {
    if (this.preformattedDepth > 0) {
      this.push(text)
      return
    }
    const folded = text.replace(/[ \t\n\r\f]+/gu, ' ')
    if (folded.startsWith(' ') && this.pending === '') this.pending = ' '
    // Not trim(): a no-break space is text.
    const core = folded.replace(/^ | $/gu, '')
    if (core === '') return
    this.push(core)
    if (folded.endsWith(' ')) this.pending = ' '
  }

  /** Ends the line (1) or the paragraph (2). */
  breakLine(newlines: 1 | 2): void {
    if (this.isAtCellStart) return
    const breaks = '\n'.repeat(newlines)
    if (!this.pending.startsWith(breaks)) this.pending = breaks
  }

  mark(text: string): void {
    this.push(text)
  }

  beginCell(): void {
    this.isAtCellStart = true
    if (this.pending.startsWith('\n') || this.parts.length === 0) return
    this.pending = ' | '
  }

  /** The paragraphs of a cell end with it, and the row goes on. */
  endCell(): void {
    this.isAtCellStart = false
    this.afterCell = this.pending
    if (this.pending.startsWith('\n')) this.pending = ''
  }

  /** @param hasOneCell a page laid out by a table: its cell is a block like any other */
  endRow(hasOneCell: boolean): void {
    this.breakLine(hasOneCell && this.afterCell === '\n\n' ? 2 : 1)
  }

  toString(): string {
    return this.parts.join('').trim()
  }

  private push(text: string): void {
    if (this.pending !== '' && this.parts.length > 0) this.parts.push(this.pending)
    this.pending = ''
    this.isAtCellStart = false
    this.parts.push(text)
  }
}

/**
 * The readable text below a node: paragraphs between empty lines, list items with their marks, table rows as
 * `a | b`, `pre` as it is; without scripts, styles, navigation, forms and what is hidden. It walks without
 * recursion, so that no depth of nesting can exhaust the stack.
 */
export function elementToText(root: Node): string {
  const text = new TextBuilder()
  for (let node: Node | null = root; node !== null;) {
    if (isShown(node)) {
      enter(node, text)
      if (node.firstChild !== null) {
        node = node.firstChild
        continue
      }
      leave(node, text)
    }
    node = nextAfter(node, root, text)
  }
  return text.toString()
}

/** The next node in document order that is not inside `node`; leaves every element that ends before it. */
function nextAfter(node: Node, root: Node, text: TextBuilder): Node | null {
  for (let current = node; current !== root;) {
    if (current.nextSibling !== null) return current.nextSibling
    if (current.parentNode === null) return null
    current = current.parentNode
    leave(current, text)
  }
  return null
}

function isShown(node: Node): boolean {
  if (node.nodeType === TEXT_NODE) return true
  if (node.nodeType !== ELEMENT_NODE) return node.firstChild !== null
  if (LEFT_OUT.has(node.nodeName.toUpperCase())) return false
  const element = node as Element
  if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true') return false
  return !/display\s*:\s*none/iu.test(element.getAttribute('style') ?? '')
}

function enter(node: Node, text: TextBuilder): void {
  if (node.nodeType === TEXT_NODE) {
    text.words(node.nodeValue ?? '')
    return
  }
  if (node.nodeName === 'PRE') text.preformattedDepth++
  if (node.nodeName === 'BR') text.breakLine(1)
  else if (PARAGRAPHS.has(node.nodeName)) text.breakLine(2)
  else if (LINES.has(node.nodeName)) text.breakLine(1)
  else if (node.nodeName === 'TD' || node.nodeName === 'TH') text.beginCell()
  if (node.nodeName === 'LI') text.mark(node.parentNode?.nodeName === 'OL' ? `${position(node)}. ` : '- ')
}

function leave(node: Node, text: TextBuilder): void {
  if (node.nodeName === 'PRE') text.preformattedDepth--
  if (PARAGRAPHS.has(node.nodeName)) text.breakLine(2)
  else if (node.nodeName === 'TD' || node.nodeName === 'TH') text.endCell()
  else if (node.nodeName === 'TR') text.endRow(hasOneCell(node))
  else if (LINES.has(node.nodeName)) text.breakLine(1)
}

function hasOneCell(row: Node): boolean {
  const { children } = row as Element
  return children.length === 1
}

const MAX_NUMBERED_ITEMS = 1000

/** Counts back to the first item, up to a limit: a list of a million items would take quadratic time. */
function position(item: Node): number {
  let number = 1
  let previous = item.previousSibling
  while (previous !== null && number < MAX_NUMBERED_ITEMS) {
    if (previous.nodeName === 'LI') number++
    previous = previous.previousSibling
  }
  return number
}
