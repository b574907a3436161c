import { parseHTML } from 'linkedom'
import { AppError } from '../../core/errors.js'
import type { Reader, ReadItem, SourceFile } from '../reader.js'
import { decodeText } from './decode.js'
import { foundDocument } from './found-document.js'
import { elementToText } from './html-text.js'
import { OfficePackage } from './office-package.js'
import { childElements, descendants, firstBelow, textOf, type XmlElement } from './xml.js'

const CONTAINER = 'META-INF/container.xml'
const MAX_CHAPTERS = 5000
/** As in html.ts: building the elements takes most of the time. */
const MAX_CHAPTER_BYTES = 8 * 1024 * 1024

/** A book: its chapters in the order of reading, one document. */
export const epubReader: Reader = {
  async *read({ name, bytes }: SourceFile): AsyncGenerator<ReadItem> {
    const book = await OfficePackage.open(bytes)
    try {
      const container = await book.requiredXml(CONTAINER)
      const packageName = firstBelow(container, 'rootfile')?.attributes['full-path'] ?? ''
      const opf = await book.requiredXml(packageName)
      if (book.has('META-INF/encryption.xml') && (await hasEncryptedText(book)))
        throw new AppError('unreadable_document', 'The book is protected against copying and cannot be read.')
      const chapters: string[] = []
      for (const chapter of spine(opf, packageName)) {
        const html = await book.part(chapter, MAX_CHAPTER_BYTES)
        if (html !== undefined) chapters.push(chapterText(html))
      }
      const text = chapters.filter(Boolean).join('\n\n')
      yield foundDocument(name, { ...bookClaims(opf), text })
    } finally {
      book.close()
    }
  },
}

/** Fonts are often scrambled in books that are free to read. */
async function hasEncryptedText(book: OfficePackage): Promise<boolean> {
  const encryption = await book.requiredXml('META-INF/encryption.xml')
  return [...descendants(encryption, 'CipherReference')].some(({ attributes }) =>
    /\.x?html?$/iu.test(attributes['URI'] ?? ''),
  )
}

function spine(opf: XmlElement, packageName: string): string[] {
  const folder = packageName.slice(0, packageName.lastIndexOf('/') + 1)
  const manifest = new Map(
    [...descendants(opf, 'item')].map(({ attributes }) => [attributes['id'], attributes['href'] ?? '']),
  )
  return [...descendants(opf, 'itemref')].slice(0, MAX_CHAPTERS).flatMap(({ attributes }) => {
    const href = attributes['linear'] === 'no' ? undefined : manifest.get(attributes['idref'])
    return href === undefined ? [] : [partName(folder, href)]
  })
}

function partName(folder: string, href: string): string {
  const path = href.split('#', 1)[0] ?? ''
  // An address of the inside of the archive; whatever it says, it names a part or nothing.
  const { pathname } = new URL(path, `http://book/${folder}`)
  try {
    return decodeURIComponent(pathname.slice(1))
  } catch {
    return pathname.slice(1)
  }
}

function chapterText(html: Uint8Array): string {
  const { document } = parseHTML(decodeText(html, ['utf-8']))
  return elementToText(document.body)
}

function bookClaims(opf: XmlElement) {
  const metadata = firstBelow(opf, 'metadata')
  const all = (name: string) => (metadata === undefined ? [] : childElements(metadata, name).map(textOf))
  return {
    title: all('title')[0],
    author: all('creator').join('、'),
    published: all('date')[0],
    language: all('language')[0],
    tags: all('subject'),
  }
}
