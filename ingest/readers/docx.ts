import mammoth from 'mammoth'
import { parseHTML } from 'linkedom'
import { AppError } from '../../core/errors.js'
import type { Reader, ReadItem, SourceFile } from '../reader.js'
import { foundDocument } from './found-document.js'
import { elementToText } from './html-text.js'
import { OfficePackage } from './office-package.js'

/** A longer first paragraph is text, no title. */
const MAX_TITLE_CHARACTERS = 60

/** A Word document: headings, lists, tables and notes as readable text; deleted passages and comments are not read. */
export const docxReader: Reader = {
  async *read({ name, bytes }: SourceFile): AsyncGenerator<ReadItem> {
    const office = await OfficePackage.open(bytes)
    try {
      // mammoth unpacks without limits, so everything is unpacked within them first.
      await office.check(part => /\.(?:xml|rels)$/iu.test(part))
      await office.requiredXml('word/document.xml')
      const claims = await office.claims()
      const html = await toHtml(bytes)
      const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`)
      const text = elementToText(document.body)
      yield foundDocument(name, { ...claims, title: titleOf(document) ?? claims.title, text })
    } finally {
      office.close()
    }
  },
}

async function toHtml(bytes: Uint8Array): Promise<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer },
      {
        styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='标题'] => h1:fresh"],
        convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
        externalFileAccess: false,
      },
    )
    return value
  } catch (error) {
    throw new AppError('unreadable_document', 'The document is damaged. Open and save it anew.', {
      cause: error,
    })
  }
}

/** What the document shows as its title wins over its properties, which are often those of a template. */
function titleOf(document: Document): string | undefined {
  const [first] = document.body.children
  const heading = document.querySelector('h1')?.textContent.trim() ?? ''
  if (heading !== '' && heading.length <= 2 * MAX_TITLE_CHARACTERS) return heading
  const line = first?.nodeName === 'P' ? first.textContent.trim() : ''
  const isTitle = line !== '' && line.length <= MAX_TITLE_CHARACTERS && !/[。；，,;：:]$/u.test(line)
  return isTitle ? line : undefined
}
