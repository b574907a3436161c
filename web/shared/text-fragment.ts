/** Quotes up to this long are named whole; of longer ones the beginning and the end. */
const MAX_WHOLE_CHARACTERS = 60
const EDGE_CHARACTERS = 20

/**
 * The address of a web page, scrolled to and marking the quoted words where the browser can
 * (https://wicg.github.io/scroll-to-text-fragment/). A fragment of the address itself is kept.
 */
export function addressOfQuote(address: string, quote: string): string {
  const lines = quote
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
  const first = lines[0]
  const last = lines.at(-1)
  if (first === undefined || last === undefined) return address
  const isWhole = lines.length === 1 && first.length <= MAX_WHOLE_CHARACTERS
  const text = isWhole
    ? escapeText(first)
    : `${escapeText(edge(first, 0, EDGE_CHARACTERS))},${escapeText(edge(last, -EDGE_CHARACTERS))}`
  const url = new URL(address)
  url.hash = `${url.hash === '' ? '#' : url.hash}:~:text=${text}`
  return url.href
}

/** Half a surrogate pair at the cut is left out. */
function edge(line: string, start: number, end?: number): string {
  return line
    .slice(start, end)
    .replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '')
    .trim()
}

/** `-`, `,` and `&` mean something in a text directive. */
function escapeText(text: string): string {
  return encodeURIComponent(text).replaceAll('-', '%2D')
}
