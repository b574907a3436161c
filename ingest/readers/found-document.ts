import type { PageStart } from '../../core/types.js'
import type { ReadDocument, ReadItem } from '../reader.js'
import { readTimestamp, timestampInName, timestampInText } from './read-timestamp.js'

/** The bounds that the API puts on the same fields. */
const MAX_TITLE_CHARACTERS = 300
const MAX_AUTHOR_CHARACTERS = 200
const MAX_TAG_CHARACTERS = 64
const MAX_TAGS = 32
const MAX_URL_CHARACTERS = 4096

/** What a document says of itself, as it says it. */
export interface Claims {
  readonly id?: string | undefined
  readonly title?: string | undefined
  readonly text: string
  readonly url?: string | undefined
  readonly published?: string | undefined
  /** When the file was made: counts only when nothing says when it was published. */
  readonly created?: string | undefined
  readonly author?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly language?: string | undefined
  readonly pages?: readonly PageStart[] | undefined
}

/**
 * Makes a document of what a file says of itself: the title falls back to the file's name; the date to one that
 * the text shows on a line of its own, to one in the file's name, to when the file was made. What is no date, no
 * web address or no language tag is left out, and long names are cut.
 */
export function foundDocument(fileName: string, claims: Claims): ReadItem {
  if (!/\S/u.test(claims.text)) {
    return { item: fileName, code: 'empty_document', detail: 'The file holds no text.' }
  }
  const { published = '', created = '', pages, ...rest } = claims
  const document: ReadDocument = {
    id: clipped(rest.id, 512),
    title: clipped(rest.title, MAX_TITLE_CHARACTERS) ?? baseName(fileName),
    text: rest.text,
    url: webAddress(rest.url),
    publishedAt:
      readTimestamp(published) ??
      timestampInText(claims.text) ??
      timestampInName(baseName(fileName)) ??
      readTimestamp(created),
    author: clipped(rest.author, MAX_AUTHOR_CHARACTERS),
    tags: rest.tags?.flatMap(tag => clipped(tag, MAX_TAG_CHARACTERS) ?? []).slice(0, MAX_TAGS),
    language: languageTag(rest.language),
    ...(pages === undefined || pages.length === 0 ? {} : { pages }),
  }
  return { document }
}

/** The last part of a path or address, without its ending. */
export function baseName(name: string): string {
  const last = name.split(/[\\/]/u).findLast(part => part !== '') ?? name
  const base = last.replace(/\.[^.]{1,10}$/u, '').trim()
  return base === '' ? last : base
}

function clipped(text: string | undefined, maxCharacters: number): string | undefined {
  // Control characters have no place in a title, a name or a tag.
  const line = (text ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim()
  return line === ''
    ? undefined
    : line
        .slice(0, maxCharacters)
        .toWellFormed()
        .replace(/\uFFFD$/u, '')
}

function webAddress(text: string | undefined): string | undefined {
  const address = text?.trim() ?? ''
  if (address.length > MAX_URL_CHARACTERS || !URL.canParse(address)) return undefined
  const { protocol, href } = new URL(address)
  return protocol === 'http:' || protocol === 'https:' ? href : undefined
}

function languageTag(text: string | undefined): string | undefined {
  const tag = text?.trim().replace('_', '-') ?? ''
  return tag.length <= 35 && /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(tag) ? tag : undefined
}
