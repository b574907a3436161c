import type { FetchResponse } from '../fetch/fetcher.js'
import type { FileReading } from '../file-reading.js'
import type { ReadDocument, ReadFailure } from '../reader.js'
import { formatOfMediaType, formatOfName, type Format } from '../readers/registry.js'
import { documentIdOf, isSameSite, pageUrl } from './page-url.js'

export interface ReadPage {
  readonly documents: readonly ReadDocument[]
  readonly failures: readonly ReadFailure[]
}

/** Reads what came from an address, by the kind that its server says it is, else by its name. */
export async function readPage(
  response: FetchResponse,
  reading: FileReading,
  signal: AbortSignal,
): Promise<ReadPage> {
  const { url, headers, bytes } = response
  const mediaType = headers['content-type'] ?? ''
  const format = formatOfResponse(mediaType, url)
  if (format === undefined) {
    const detail = `It is ${mediaType === '' ? 'of an unknown kind' : mediaType}, which is not read.`
    return { documents: [], failures: [{ item: url, code: 'unreadable_document', detail }] }
  }
  const documents: ReadDocument[] = []
  const failures: ReadFailure[] = []
  const file = { name: url, bytes, charset: charsetOf(mediaType), format: format.name }
  for await (const item of reading.read(file, signal)) {
    if (!('document' in item))
      failures.push({ ...item, item: item.item === url ? url : `${url} ${item.item}` })
    else documents.push(atAddress(item.document, { url, part: item.item, isOne: format.documents === 'one' }))
  }
  return { documents, failures }
}

/** `application/octet-stream` and the like say nothing: then the name does. A page without a name is HTML. */
export function formatOfResponse(mediaType: string, url: string): Format | undefined {
  const told = formatOfMediaType(mediaType)
  // A text file may be Markdown or lines of JSON, which have no media type that servers know.
  const named = formatOfName(new URL(url).pathname)
  if (told === undefined || told.name === 'txt') {
    const isGeneric = told !== undefined || /^(?:$|application\/octet-stream|binary\/)/iu.test(mediaType)
    if (isGeneric && named !== undefined) return named
    return told ?? (mediaType === '' ? formatOfMediaType('text/html') : undefined)
  }
  return told
}

export function charsetOf(mediaType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([\w.:-]{1,40})/iu.exec(mediaType)?.[1]
}

interface Place {
  readonly url: string
  readonly part: string | undefined
  readonly isOne: boolean
}

/** A page may name another address of its own site as the one that counts; not one of somebody else's. */
function atAddress(document: ReadDocument, { url, part, isOne }: Place): ReadDocument {
  if (!isOne) {
    const id = document.id ?? documentIdOf(part === undefined ? url : `${url}#${encodeURIComponent(part)}`)
    return { ...document, id, url: document.url ?? url }
  }
  const stated = pageUrl(document.url ?? '', url)
  const canonical = stated !== undefined && isSameSite(stated, url) ? stated : (pageUrl(url) ?? url)
  return { ...document, id: documentIdOf(canonical), url: canonical }
}
