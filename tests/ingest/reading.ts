import type { ReadContext, ReadDocument, ReadItem } from '../../ingest/reader.js'
import { formatOfName } from '../../ingest/readers/registry.js'

export const utf8 = (text: string) => new TextEncoder().encode(text)

export async function readAll(
  name: string,
  content: string | Uint8Array,
  charset?: string,
): Promise<ReadItem[]> {
  const bytes = typeof content === 'string' ? utf8(content) : content
  const reader = await formatOfName(name)?.load()
  const items: ReadItem[] = []
  for await (const item of reader?.read({ name, bytes, charset }, readContext()) ?? []) items.push(item)
  return items
}

/** As a reading process gives it. @param parts takes the names of the parts that were begun */
export function readContext(parts: string[] = [], fromPart = 0): ReadContext {
  return {
    fromPart,
    onPart: (_, name) => {
      parts.push(name)
      return Promise.resolve()
    },
    readerInside: async name => {
      const format = formatOfName(name)
      return format === undefined || format.isContainer === true ? undefined : format.load()
    },
  }
}

export async function readOne(
  name: string,
  content: string | Uint8Array,
  charset?: string,
): Promise<ReadDocument> {
  const [item] = await readAll(name, content, charset)
  if (item === undefined || !('document' in item)) throw new Error(`no document: ${JSON.stringify(item)}`)
  return item.document
}

/** Bytes of a text in a legacy encoding, found by asking the platform's decoder for every pair. */
export function encode(text: string, label: string): Uint8Array {
  const decoder = new TextDecoder(label, { fatal: true })
  const pairs = new Map<string, number[]>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      try {
        const character = decoder.decode(Uint8Array.of(lead, trail))
        if (!pairs.has(character)) pairs.set(character, [lead, trail])
      } catch {
        continue
      }
    }
  }
  return Uint8Array.from(
    Array.from(text).flatMap(character => pairs.get(character) ?? [character.charCodeAt(0)]),
  )
}

export function utf16(text: string, bigEndian: boolean): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le')
  return bigEndian ? bytes.swap16() : bytes
}
