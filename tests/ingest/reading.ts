import type { ReadDocument, ReadItem } from '../../ingest/reader.js'
import { readerFor } from '../../ingest/readers/registry.js'

export const utf8 = (text: string) => new TextEncoder().encode(text)

export async function readAll(
  name: string,
  content: string | Uint8Array,
  charset?: string,
): Promise<ReadItem[]> {
  const bytes = typeof content === 'string' ? utf8(content) : content
  const items: ReadItem[] = []
  for await (const item of readerFor(name)?.read({ name, bytes, charset }) ?? []) items.push(item)
  return items
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
