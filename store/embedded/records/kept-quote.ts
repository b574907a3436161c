import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Span } from '../../../core/types.js'

/** What is kept of a quote: enough to know it again, nothing that could be read. */
export const keptQuote = z.object({
  documentId: z.string(),
  /** Where it stood when it was kept. */
  start: z.int().min(0),
  length: z.int().min(1),
  /** Rolls over a text cheaply; says where to look with the other. */
  sum: z.int(),
  sha256: z.string(),
})
export type KeptQuote = z.output<typeof keptQuote>

const BASE = 0x01000193

export function keepQuote(documentId: string, start: number, text: string): KeptQuote {
  return { documentId, start, length: text.length, sum: sumOf(text), sha256: sha256(text) }
}

/** Where the quote stands in a text now: where it stood, else where it comes first; undefined when nowhere. */
export function findQuote({ start, length, sum, sha256: hash }: KeptQuote, text: string): Span | undefined {
  const holds = (at: number) => sha256(text.slice(at, at + length)) === hash
  if (start + length <= text.length && holds(start)) return { start, end: start + length }
  if (length > text.length) return undefined
  // Rabin and Karp's rolling hash over UTF-16 code units, modulo 2^32.
  let highest = 1
  for (let unit = 1; unit < length; unit++) highest = Math.imul(highest, BASE)
  let rolling = sumOf(text.slice(0, length))
  for (let at = 0; ; at++) {
    if (rolling === sum && holds(at)) return { start: at, end: at + length }
    if (at + length >= text.length) return undefined
    const without = rolling - Math.imul(text.charCodeAt(at), highest)
    rolling = (Math.imul(without, BASE) + text.charCodeAt(at + length)) | 0
  }
}

function sumOf(text: string): number {
  let sum = 0
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, BASE) + text.charCodeAt(at)) | 0
  return sum
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf16le').digest('base64url')
