/** Escaped punctuation waits in code points that no text may contain (Unicode noncharacters, 32 of them). */
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'
const WAITING_FROM = 0xfdd0
const ESCAPED = /\\([!-/:-@[-`{-~])/gu
const WAITING = /[\ufdd0-\ufdef]/gu

const CODE_SPAN = /(?<!`)(`{1,3})(?!`)([^\n]{1,2000}?)(?<!`)\1(?!`)/gu
const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  middot: '·',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  copy: '©',
  times: '×',
}

/** Renders the inline part of Markdown as plain text. Every pattern is bounded, so that no text is slow. */
export function inlineToText(markdown: string): string {
  let text = ''
  let at = 0
  for (const span of markdown.matchAll(CODE_SPAN)) {
    text += prose(markdown.slice(at, span.index)) + (span[2] ?? '')
    at = span.index + span[0].length
  }
  return text + prose(markdown.slice(at))
}

const wait = (character: string) => String.fromCharCode(WAITING_FROM + PUNCTUATION.indexOf(character))
const resume = (character: string) => PUNCTUATION.charAt(character.charCodeAt(0) - WAITING_FROM)

function prose(markdown: string): string {
  return markdown
    .replace(ESCAPED, (_, character: string) => wait(character))
    .replace(/<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/gu, '$1')
    .replace(/<br[ \t]*\/?>/giu, '\n')
    .replace(/<\/?[a-zA-Z][^<>]{0,2000}>/gu, '')
    .replace(/!\[([^[\]]{0,1000})\](?:\([^()\n]{0,2000}\)|\[[^[\]]{0,200}\])/gu, '$1')
    .replace(
      /\[([^[\]]{1,1000})\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)|\[[^[\]]{0,200}\])/gu,
      '$1',
    )
    .replace(/\[\^[^[\]]{1,100}\]:?/gu, '')
    .replace(/(\*\*|__|~~)(?=[^\s*_~])([^\n]{1,500}?)(?<=\S)\1/gu, '$2')
    .replace(/(?<![*\p{N}])\*(?=[^\s*])([^*\n]{1,500}?)(?<=\S)\*(?!\*)/gu, '$1')
    .replace(/(?<![\p{L}\p{N}_])_(?=[^\s_])([^_\n]{1,500}?)(?<=\S)_(?![\p{L}\p{N}_])/gu, '$1')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/giu, entity)
    .replace(WAITING, resume)
}

function entity(written: string, name: string): string {
  if (!name.startsWith('#')) return NAMED_ENTITIES[name.toLowerCase()] ?? written
  const hexadecimal = /^#x/iu.test(name)
  const code = parseInt(name.slice(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10)
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : written
}
