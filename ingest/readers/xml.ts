import { XMLParser } from 'fast-xml-parser'
import { AppError } from '../../core/errors.js'
import { decodeText } from './decode.js'

/** Deeper nesting is no document. */
const MAX_DEPTH = 200
const DECLARED_ENCODING = /^<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']/u

/** An element: its name without prefix, its attributes without theirs, and what it holds, in order. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (XmlElement | string)[]
}

/**
 * Reads XML of office formats into a tree. What none of them uses is refused: declarations of entities (the
 * billion laughs and files from elsewhere) and nesting without end.
 * @throws {AppError} `unreadable_document`
 */
export function parseXml(source: Uint8Array | string): XmlElement {
  const xml = typeof source === 'string' ? source : decodeXml(source)
  // Linear, and only in front of the first element: that is where a declaration may stand.
  if (/<!(?:DOCTYPE|ENTITY)/iu.test(xml.slice(0, rootAt(xml))) && /<!ENTITY/iu.test(xml))
    throw new AppError('unreadable_document', 'The file declares entities, which is not safe to read.')
  try {
    const [root] = (parser().parse(xml) as ParsedNode[]).filter(node => !('?xml' in node)).map(toElement)
    if (root === undefined || typeof root === 'string') throw new Error('no element')
    return root
  } catch (error) {
    throw new AppError('unreadable_document', 'A part of the file is not well-formed XML.', { cause: error })
  }
}

function decodeXml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 256)).toString('latin1')
  return decodeText(bytes, [DECLARED_ENCODING.exec(head)?.[1], 'utf-8'])
}

function rootAt(xml: string): number {
  const match = /<[A-Za-z_\u0080-\uffff]/u.exec(xml)
  return match?.index ?? xml.length
}

/** As fast-xml-parser gives it with `preserveOrder`: one key is the name, `:@` holds the attributes. */
type ParsedNode = Readonly<Record<string, unknown>>

const parser = () =>
  new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    maxNestedTags: MAX_DEPTH,
    // Only the five that every XML has are left: declarations were refused.
    processEntities: { enabled: true, maxTotalExpansions: Infinity, maxExpandedLength: Infinity },
  })

function toElement(node: ParsedNode): XmlElement | string {
  const name = Object.keys(node).find(key => key !== ':@') ?? ''
  const content = node[name]
  if (name === '#text') return String(content)
  return {
    name,
    attributes: (node[':@'] ?? {}) as Record<string, string>,
    children: Array.isArray(content) ? (content as ParsedNode[]).map(toElement) : [],
  }
}

/** The child elements, of that name when one is given. */
export function childElements({ children }: XmlElement, name?: string): XmlElement[] {
  return children.filter(
    (child): child is XmlElement => typeof child !== 'string' && (name === undefined || child.name === name),
  )
}

/** Every element of that name below, in order of the document. */
export function* descendants(element: XmlElement, name: string): Generator<XmlElement> {
  for (const child of childElements(element)) {
    if (child.name === name) yield child
    yield* descendants(child, name)
  }
}

/** The first element of that name below. */
export function firstBelow(element: XmlElement, name: string): XmlElement | undefined {
  for (const found of descendants(element, name)) return found
  return undefined
}

/** All text below, as it is. */
export function textOf(element: XmlElement): string {
  return element.children.map(child => (typeof child === 'string' ? child : textOf(child))).join('')
}
