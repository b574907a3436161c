/** How far the search for a page's main part is let go: its time grows faster than the page. */
const MAX_ELEMENTS = 20_000
const MAX_DEPTH = 200
const MAX_METAS = 500

/**
 * Whether a page has the shape of a page that somebody reads. Readability took 100 s for 5,000 nested
 * elements and 5 s for 20,000 `meta`; a page beyond the bounds is read whole instead.
 */
export function isPlausiblePage(document: Document): boolean {
  let elements = 0
  let metas = 0
  let depth = 0
  for (let node: Node | null = document.documentElement; node !== null;) {
    elements++
    if (node.nodeName === 'META') metas++
    if (elements > MAX_ELEMENTS || metas > MAX_METAS || depth > MAX_DEPTH) return false
    if (node.firstChild !== null) {
      depth++
      node = node.firstChild
      continue
    }
    while (node !== null && node.nextSibling === null) {
      depth--
      node = node.parentNode
    }
    node = node?.nextSibling ?? null
  }
  return true
}
