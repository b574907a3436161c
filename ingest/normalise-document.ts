import { createHash } from 'node:crypto'
import { AppError } from '../core/errors.js'
import { normaliseText } from '../core/text/normalise.js'
import { parseTimestamp } from '../core/timestamp.js'
import type { DocumentInput, PageStart } from '../core/types.js'
import { detectLanguage } from './detect-language.js'

/** A document in the form in which it is kept, before it is split. */
export interface NormalisedDocument {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly url: string | null
  readonly publishedAt: string | null
  readonly author: string | null
  readonly tags: readonly string[]
  readonly language: string
  /** In offsets of `text`; empty for a text without pages. */
  readonly pages: readonly PageStart[]
  /** SHA-256 over every field a caller can see, in hexadecimal. */
  readonly contentHash: string
}

export interface DocumentLimits {
  /** Longest text of a document, in UTF-16 code units after normalisation. */
  readonly maxCharacters: number
}

const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u
/** Update step of the hash: short beside a time slice. */
const HASH_STEP_CHARACTERS = 65_536
const ID_HASH_CHARACTERS = 20

/**
 * Brings a document to the form in which it is kept. Without an id it gets one made of its content: the same
 * content sent again is the same document.
 * @param position 0-based place in the call, to name a document that has no id and no title
 * @throws {AppError} `empty_document`, `body_too_large`, `invalid_request` (a date that is none)
 */
export function normaliseDocument(
  document: DocumentInput,
  position: number,
  limits: DocumentLimits,
): NormalisedDocument {
  const name = nameOf(document, position)
  const text = normaliseText(document.text)
  if (!VISIBLE.test(text)) {
    throw new AppError('empty_document', `Document ${name} has no text. Nothing of this call was kept.`, {
      details: { document: position },
    })
  }
  if (text.length > limits.maxCharacters) {
    throw new AppError(
      'body_too_large',
      `Document ${name} has ${text.length} characters; the limit is ${limits.maxCharacters} ` +
        '(YOUJU_DOCUMENT_MAX_CHARACTERS). Nothing of this call was kept. Divide it, or raise the limit.',
      { details: { document: position } },
    )
  }
  const fields = {
    title: oneLine(document.title),
    text,
    url: optional(document.url),
    publishedAt: timestampOf(document, name, position),
    author: optional(document.author),
    tags: [...new Set((document.tags ?? []).map(oneLine).filter(tag => tag !== ''))],
    language: optional(document.language) ?? detectLanguage(text),
  }
  const pages = normalisedPages(document, text)
  const contentHash = hashOf(fields, pages)
  const id = optional(document.id) ?? `doc_${contentHash.slice(0, ID_HASH_CHARACTERS)}`
  return { id, ...fields, pages, contentHash }
}

const oneLine = (text: string) => normaliseText(text).replace(/\s+/gu, ' ').trim()

function optional(text: string | undefined): string | null {
  const line = text === undefined ? '' : oneLine(text)
  return line === '' ? null : line
}

function nameOf({ id, title }: DocumentInput, position: number): string {
  const label = oneLine(id ?? title).slice(0, 80)
  return label === '' ? `number ${position + 1}` : `number ${position + 1} ("${label}")`
}

function timestampOf(document: DocumentInput, name: string, position: number): string | null {
  const given = optional(document.publishedAt)
  if (given === null) return null
  const timestamp = parseTimestamp(given)
  if (timestamp !== undefined) return timestamp
  throw new AppError(
    'invalid_request',
    `Document ${name}: published_at must be an RFC 3339 time or a date YYYY-MM-DD. Nothing of this call was kept.`,
    { details: { document: position } },
  )
}

/** Normalising moves offsets, so each page is normalised by itself; none is given when that is not the same. */
function normalisedPages({ text: given, pages = [] }: DocumentInput, text: string): PageStart[] {
  const starts: PageStart[] = []
  let reached = 0
  let length = 0
  for (const [offset, page] of pages) {
    length += normaliseText(given.slice(reached, offset)).length
    starts.push([length, page])
    reached = offset
  }
  return length + normaliseText(given.slice(reached)).length === text.length ? starts : []
}

type Hashed = Omit<NormalisedDocument, 'id' | 'contentHash' | 'pages'>

/** Without pages the hash is what it was before there were any. */
function hashOf({ text, ...rest }: Hashed, pages: readonly PageStart[]): string {
  const hash = createHash('sha256').update(JSON.stringify(Object.entries(rest)))
  if (pages.length > 0) hash.update(JSON.stringify(pages))
  for (let at = 0; at < text.length; at += HASH_STEP_CHARACTERS) {
    hash.update(text.slice(at, at + HASH_STEP_CHARACTERS), 'utf16le')
  }
  return hash.digest('hex')
}
