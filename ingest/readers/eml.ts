import { parseHTML } from 'linkedom'
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime'
import { AppError } from '../../core/errors.js'
import type { ReadContext, Reader, ReadItem, SourceFile } from '../reader.js'
import { foundDocument } from './found-document.js'
import { harmlessName } from './harmless-name.js'
import { elementToText } from './html-text.js'
import { failureOf } from './read-failure.js'

const MAX_NESTED_PARTS = 20
const MAX_ATTACHMENTS = 200
const MAX_HTML_CHARACTERS = 16 * 1024 * 1024

/**
 * A message: subject, sender, time and what it says, with the names of its attachments; those that somebody reads
 * become documents of their own, `message.eml/report.pdf`.
 */
export const emlReader: Reader = {
  async *read(file: SourceFile, context: ReadContext): AsyncGenerator<ReadItem> {
    const email = await parseMessage(file.bytes)
    const attachments = email.attachments.filter(({ related }) => related !== true).slice(0, MAX_ATTACHMENTS)
    const names = attachments.map(({ filename }, index) =>
      harmlessName(filename ?? `attachment-${index + 1}`),
    )
    yield foundDocument(file.name, {
      title: email.subject,
      text: messageText(email, names),
      published: email.date,
      author: nameOf(email.from),
    })
    for (const [index, attachment] of attachments.entries()) {
      yield* readAttachment(attachment, `${file.name}/${names[index] ?? ''}`, context)
    }
  },
}

async function parseMessage(bytes: Uint8Array): Promise<Email> {
  const email = await PostalMime.parse(bytes, { maxNestingDepth: MAX_NESTED_PARTS }).catch(
    (error: unknown) => {
      throw new AppError('unreadable_document', 'The message is damaged, or nested without end.', {
        cause: error,
      })
    },
  )
  if (email.from === undefined && email.subject === undefined && email.date === undefined)
    throw new AppError('unreadable_document', 'The file is no message: it has no sender, subject or date.')
  // The parser decodes as declared, and puts this sign where the bytes do not fit.
  if (`${email.subject ?? ''}${email.text ?? ''}${email.html ?? ''}`.includes('\uFFFD'))
    throw new AppError(
      'unreadable_document',
      'The message is not in the charset that it declares, and characters would be lost. Save it anew as UTF-8.',
    )
  return email
}

function messageText(email: Email, attachmentNames: readonly string[]): string {
  const body = bodyText(email)
  if (body.trim() === '' && attachmentNames.length === 0) return ''
  const head = [
    ['主题', email.subject],
    ['发件人', nameOf(email.from)],
    ['收件人', email.to?.flatMap(address => nameOf(address) ?? []).join('、')],
    ['附件', attachmentNames.join('、')],
  ].flatMap(([label, value]) => (value === undefined || value === '' ? [] : [`${label ?? ''}：${value}`]))
  return [head.join('\n'), body.trim()].filter(Boolean).join('\n\n')
}

function bodyText({ text, html }: Email): string {
  if (text !== undefined && text.trim() !== '') return text
  if (html === undefined || html.length > MAX_HTML_CHARACTERS) return ''
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`)
  return elementToText(document.body)
}

/** `王平 <wang@example.org>` */
function nameOf(address: Address | undefined): string | undefined {
  if (address === undefined) return undefined
  if (address.group !== undefined) return address.name
  return address.name === '' ? address.address : `${address.name} <${address.address}>`
}

async function* readAttachment(
  { content }: Attachment,
  item: string,
  context: ReadContext,
): AsyncGenerator<ReadItem> {
  const reader = await context.readerInside(item)
  if (reader === undefined || typeof content === 'string') return
  const bytes = content instanceof Uint8Array ? content : new Uint8Array(content)
  try {
    for await (const found of reader.read({ name: item, bytes }, context))
      yield 'document' in found ? { document: found.document, item: found.item ?? item } : found
  } catch (error) {
    yield failureOf(error, item).failure
  }
}
