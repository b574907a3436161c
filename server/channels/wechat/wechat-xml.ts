import { z } from 'zod'
import { AppError } from '../../../core/errors.js'

const MAX_DEPTH = 8
/** What XML 1.0 has no way to say. */
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/**
 * The elements below the root of a message of WeChat. No declaration, no entity, no deep nesting: the platform
 * sends none, so whoever does is not it.
 * @throws {AppError} `invalid_request`
 */
export async function readWeChatXml<Shape extends z.ZodType>(
  xml: string,
  shape: Shape,
): Promise<z.output<Shape>> {
  if (xml.includes('<!DOCTYPE') || xml.includes('<!ENTITY') || /<!doctype|<!entity/i.test(xml)) {
    throw unreadable('declarations are not taken')
  }
  // 2 MB, for those who have an account.
  const { XMLParser } = await import('fast-xml-parser')
  try {
    const parser = new XMLParser({
      processEntities: false,
      ignoreAttributes: true,
      parseTagValue: false,
      trimValues: true,
      maxNestedTags: MAX_DEPTH,
    })
    return shape.parse(z.object({ xml: z.unknown() }).parse(parser.parse(xml)).xml)
  } catch (error) {
    throw unreadable('it is not a message of the platform', error)
  }
}

/** Text elements as CDATA, in order. */
export function writeWeChatXml(elements: Readonly<Record<string, string | number>>): string {
  const written = Object.entries(elements).map(([name, value]) =>
    typeof value === 'number' ? `<${name}>${value}</${name}>` : `<${name}>${cdata(value)}</${name}>`,
  )
  return `<xml>${written.join('')}</xml>`
}

const cdata = (text: string) =>
  `<![CDATA[${text.toWellFormed().replaceAll(NOT_IN_XML, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

function unreadable(reason: string, cause?: unknown): AppError {
  return new AppError('invalid_request', `The message could not be read: ${reason}.`, { cause })
}
