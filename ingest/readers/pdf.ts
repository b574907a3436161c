import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as PdfJs from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { PDFDocumentProxy, TextItem } from 'pdfjs-dist/types/src/display/api.js'
import { AppError } from '../../core/errors.js'
import { packageRoot } from '../../core/package-root.js'
import type { Reader, ReadItem, SourceFile } from '../reader.js'
import { foundDocument, type Claims } from './found-document.js'
import { plausibleTitle } from './office-package.js'
import { linesOf } from './pdf-lines.js'
import { pagesToText, type PdfPage } from './pdf-text.js'

const MAX_PAGES = 20_000
/** A page that draws more pieces of text is a drawing. */
const MAX_ITEMS_PER_PAGE = 200_000
const MAX_TITLE_CHARACTERS = 80
/** A title's letters are larger than those of the text by this factor. */
const TITLE_SIZE = 1.3
const LISTED_PAGES = 20

/**
 * A PDF: the text of its pages in order, lines joined into paragraphs, heads and feet left out, and where each page
 * begins. A file without a text layer is said to be scanned; pages without one are named.
 */
export const pdfReader: Reader = {
  async *read({ name, bytes }: SourceFile): AsyncGenerator<ReadItem> {
    const { task, document } = await openPdf(bytes)
    try {
      const pages = await readPages(document)
      const scanned = pages.filter(({ lines }) => lines.length === 0).map(({ number }) => number)
      if (scanned.length === pages.length) throw scannedFile()
      const { text, pages: starts } = pagesToText(pages)
      yield foundDocument(name, { ...(await claimsOf(document, pages)), text, pages: starts })
      if (scanned.length > 1 && scanned.length > pages.length / 10) yield scannedPages(name, scanned)
    } finally {
      await task.destroy()
    }
  },
}

async function openPdf(bytes: Uint8Array) {
  const { getDocument } = await loadPdfJs()
  const folder = (name: string) => `${join(packageRoot(), 'node_modules', 'pdfjs-dist', name)}/`
  const task = getDocument({
    // It takes the bytes away from whoever owns them.
    data: new Uint8Array(bytes),
    // Which characters the codes of Chinese fonts mean, when the file does not say: read from the disk.
    cMapUrl: folder('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: folder('standard_fonts'),
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    isOffscreenCanvasSupported: false,
    maxImageSize: 0,
    verbosity: 0,
  })
  try {
    return { task, document: await task.promise }
  } catch (error) {
    await task.destroy()
    throw error instanceof Error && error.name === 'PasswordException' ? encrypted(error) : damaged(error)
  }
}

/** pdf.js wants to draw, and looks for what a browser draws with as soon as it is loaded. We only read. */
async function loadPdfJs() {
  const scope = globalThis as unknown as Record<string, unknown>
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) scope[name] ??= Object
  const file = join(packageRoot(), 'node_modules', 'pdfjs-dist', 'legacy', 'build', 'pdf.mjs')
  return (await import(pathToFileURL(file).href)) as typeof PdfJs
}

async function readPages(document: PDFDocumentProxy): Promise<PdfPage[]> {
  if (document.numPages > MAX_PAGES)
    throw new AppError('unreadable_document', `The file has more than ${MAX_PAGES} pages. Divide it.`)
  const pages: PdfPage[] = []
  let firstFailure: unknown
  for (let number = 1; number <= document.numPages; number++) {
    try {
      pages.push(await readPage(document, number))
    } catch (error) {
      if (error instanceof AppError) throw error
      firstFailure ??= error
      pages.push({ number, height: 0, lines: [] })
    }
  }
  // One damaged page is named with those that hold no text; when none could be read, that is why.
  if (firstFailure !== undefined && pages.every(({ lines }) => lines.length === 0))
    throw damaged(firstFailure)
  return pages
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<PdfPage> {
  const page = await document.getPage(number)
  const { items } = await page.getTextContent({ disableNormalization: false })
  if (items.length > MAX_ITEMS_PER_PAGE)
    throw new AppError('unreadable_document', `Page ${number} draws more than ${MAX_ITEMS_PER_PAGE} texts.`)
  const [, bottom = 0, , top = 0] = page.view
  const texts = items.filter((item): item is TextItem => 'str' in item)
  page.cleanup()
  return { number, height: top - bottom, lines: linesOf(texts) }
}

/** What the first page shows largest is its title, unless the file names one that the page shows too. */
async function claimsOf(
  document: PDFDocumentProxy,
  pages: readonly PdfPage[],
): Promise<Omit<Claims, 'text'>> {
  const { info } = await document.getMetadata().catch(() => ({ info: {} }))
  const said = info as Readonly<Record<string, unknown>>
  const say = (name: string) => (typeof said[name] === 'string' ? said[name] : undefined)
  const stated = plausibleTitle(say('Title'))
  const shown = largestLine(pages[0]?.lines ?? [])
  const isShown = stated !== undefined && pages[0]?.lines.some(({ text }) => text.includes(stated)) === true
  return {
    title: isShown ? stated : (shown ?? stated),
    author: say('Author'),
    created: pdfDate(say('CreationDate')),
    tags: say('Keywords')?.split(/[,;，；、]/u),
    language: say('Language'),
  }
}

function largestLine(lines: PdfPage['lines']): string | undefined {
  const sizes = lines.map(({ size }) => size).toSorted((one, other) => one - other)
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0
  const largest = sizes.at(-1) ?? 0
  if (lines.length < 2 || largest < TITLE_SIZE * usual) return undefined
  const first = lines.findIndex(({ size }) => size >= 0.98 * largest)
  const end = lines.findIndex(({ size }, index) => index > first && size < 0.98 * largest)
  const words = lines.slice(first, end < 0 ? undefined : end).map(({ text }) => text)
  const title = words.join(/[\u2e80-\u9fff]/u.test(words.join('')) ? '' : ' ').trim()
  return title.length > 0 && title.length <= MAX_TITLE_CHARACTERS ? title : undefined
}

/** `D:20240507083000+08'00'` */
function pdfDate(text: string | undefined): string | undefined {
  const match = /^(?:D:)?(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})(?:([+-]\d{2})'?(\d{2})|Z)?)?/u.exec(
    text ?? '',
  )
  if (match === null) return undefined
  const [, year = '', month = '', day = '', hour, minute = '00', second = '00', zone, zoneMinute = '00'] =
    match
  const date = `${year}-${month}-${day}`
  if (hour === undefined) return date
  return `${date}T${hour}:${minute}:${second}${zone === undefined ? 'Z' : `${zone}:${zoneMinute}`}`
}

function scannedFile(): AppError {
  return new AppError('unreadable_document', 'The file is scanned: no text layer; run OCR first.')
}

function scannedPages(name: string, numbers: readonly number[]): ReadItem {
  const shown = numbers.slice(0, LISTED_PAGES).join(', ')
  const more = numbers.length > LISTED_PAGES ? ` and ${numbers.length - LISTED_PAGES} more` : ''
  return {
    item: `${name}#pages`,
    code: 'unreadable_document',
    detail: `${numbers.length} pages have no text layer (${shown}${more}): run OCR first, and import the file again. The other pages were read.`,
  }
}

function encrypted(cause: unknown): AppError {
  return new AppError('unreadable_document', 'The file is protected by a password. Save it without one.', {
    cause,
  })
}

function damaged(cause: unknown): AppError {
  return new AppError('unreadable_document', 'The file is no PDF, or it is damaged. Open and save it anew.', {
    cause,
  })
}
