import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { AppError } from '../../core/errors.js'
import type { Reader, ReadItem, SourceFile } from '../reader.js'
import { decodeText } from './decode.js'
import { foundDocument } from './found-document.js'
import { htmlClaims } from './html-metadata.js'
import { isPlausiblePage } from './html-shape.js'
import { elementToText } from './html-text.js'

/** A page beyond it is a data dump: parsing takes about ten times its size in memory. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024
/** The charset of a page is declared within its first 1,024 bytes (HTML standard); some pages are late. */
const DECLARATION_BYTES = 4096
const DECLARED_CHARSET = /<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w.:-]+)/iu
/** Building the elements takes most of the time; a page that people read has a few thousand. */
const MAX_TAGS = 300_000
/** The main part is trusted when it holds this share of the page's text, or is an article in itself. */
const MIN_MAIN_SHARE = 0.3
const MIN_ARTICLE_CHARACTERS = 200

/** A web page: the main part as readable text, and what its head says of it. */
export const htmlReader: Reader = {
  *read(file: SourceFile): Iterable<ReadItem> {
    if (file.bytes.length > MAX_PAGE_BYTES) {
      throw new AppError(
        'unreadable_document',
        `The page has ${file.bytes.length} bytes; at most ${MAX_PAGE_BYTES} can be read.`,
      )
    }
    const html = decodeText(file.bytes, [file.charset, declaredCharset(file.bytes)])
    if (countTags(html) > MAX_TAGS) {
      throw new AppError('unreadable_document', `The page has more than ${MAX_TAGS} tags.`)
    }
    const { document } = parseHTML(asDocument(html))
    const claims = htmlClaims(document)
    yield foundDocument(file.name, { ...claims, text: mainText(document) })
  },
}

function declaredCharset(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1')
  const label = DECLARED_CHARSET.exec(head)?.[1]
  // Who wrote the declaration in single bytes did not write UTF-16 (HTML standard, 13.2.3.2).
  return label !== undefined && /^utf-?16/iu.test(label) ? 'utf-8' : label
}

/** linkedom puts elements outside of the first one nowhere: a fragment needs a document around it. */
function asDocument(html: string): string {
  return /<html[\s>]/iu.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`
}

function countTags(html: string): number {
  let tags = 0
  for (let at = html.indexOf('<'); at >= 0 && tags <= MAX_TAGS; at = html.indexOf('<', at + 1)) tags++
  return tags
}

function mainText(document: Document): string {
  const all = elementToText(document.body)
  const main = articleText(document)
  const isArticle =
    main.length >= MIN_ARTICLE_CHARACTERS || (main.length > 0 && main.length >= all.length * MIN_MAIN_SHARE)
  return isArticle ? main : all
}

/** Readability changes the document that it is given, hence it comes last. */
function articleText(document: Document): string {
  if (!isPlausiblePage(document)) return ''
  try {
    const article = new Readability(document, {
      charThreshold: 100,
      serializer: node => elementToText(node),
    }).parse()
    return article?.content ?? ''
  } catch (error) {
    // Hostile nesting exhausts its recursion; the text of the whole page is still there.
    if (error instanceof RangeError || error instanceof TypeError) return ''
    throw error
  }
}
