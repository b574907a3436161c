/** Flat front matter: names in lower case without `-` and `_`, and the values written for them. */
export type FrontMatter = ReadonlyMap<string, readonly string[]>

export interface MatterAndBody {
  readonly matter: FrontMatter
  readonly body: string
}

const OPENING = /^---[ \t]*\r?\n/
const CLOSING = /^(?:---|\.\.\.)[ \t]*$/
const ENTRY = /^([\p{L}][\p{L}\p{N}_-]*)[ \t]*:(?:[ \t]+(.*))?$/u
const ITEM = /^[ \t]*-[ \t]+(.*)$/u
const MAX_LINES = 200

/**
 * Takes the front matter off a Markdown file. Reads the part of YAML that people write there: `key: value`,
 * quoted values, `[a, b]` and lists with `-`. Nested structures, anchors and tags are not read; a file whose
 * front matter does not end within 200 lines has none.
 */
export function splitFrontMatter(text: string): MatterAndBody {
  const opening = OPENING.exec(text)
  if (opening === null) return { matter: new Map(), body: text }
  const matter = new Map<string, string[]>()
  let values: string[] | undefined
  let at = opening[0].length
  for (let line = 0; line < MAX_LINES && at < text.length; line++) {
    const end = text.indexOf('\n', at)
    const next = end < 0 ? text.length : end + 1
    const content = text.slice(at, next).trimEnd()
    at = next
    if (CLOSING.test(content)) return { matter, body: text.slice(at) }
    values = readLine(content, values, matter)
  }
  return { matter: new Map(), body: text }
}

function readLine(
  line: string,
  values: string[] | undefined,
  matter: Map<string, string[]>,
): string[] | undefined {
  const entry = ENTRY.exec(line)
  if (entry !== null) {
    const [, key = '', written = ''] = entry
    const fresh = valuesOf(written)
    matter.set(key.toLowerCase().replace(/[-_]/gu, ''), fresh)
    return fresh
  }
  const item = ITEM.exec(line)
  if (item !== null) values?.push(...valuesOf(item[1] ?? ''))
  return values
}

function valuesOf(written: string): string[] {
  const value = written.trim()
  const list = /^\[(.*)\]$/u.exec(value)
  const parts =
    list === null ? [value] : (list[1] ?? '').match(/\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,]+)/gu)
  return (parts ?? []).map(part => scalar(part.trim())).filter(part => part !== '')
}

function scalar(written: string): string {
  const double = /^"((?:[^"\\]|\\.)*)"/u.exec(written)
  if (double !== null) return (double[1] ?? '').replace(/\\(["\\/])/gu, '$1').replace(/\\[nt]/gu, ' ')
  const single = /^'((?:[^']|'')*)'/u.exec(written)
  if (single !== null) return (single[1] ?? '').replaceAll("''", "'")
  return written.replace(/\s+#.*$/u, '').replace(/^(?:null|~|#.*)$/u, '')
}
