import type { PreparedDocument, PreparedPassage } from '../../store/archive.js'

/** A seeded generator of numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export function unit(values: ArrayLike<number>): Float32Array {
  const vector = Float32Array.from(values)
  const norm = Math.hypot(...vector)
  return vector.map(value => value / norm)
}

/** The vector that stands for a text in store tests: seeded by the text, so that a test can ask for it again. */
export function vectorOf(text: string, dimensions: number): Float32Array {
  let seed = 2166136261
  for (const character of text) seed = Math.imul(seed ^ (character.codePointAt(0) ?? 0), 16777619)
  const random = seededRandom(seed)
  return unit(Array.from({ length: dimensions }, () => random() * 2 - 1))
}

export interface DocumentFields {
  readonly title?: string
  readonly publishedAt?: string | null
  readonly tags?: readonly string[]
  readonly contentHash?: string
  readonly dimensions: number
}

/** A document of these passages; each passage's words are the space-separated words of its text. */
export function prepared(id: string, texts: readonly string[], fields: DocumentFields): PreparedDocument {
  const title = fields.title ?? `title ${id}`
  let position = 0
  const passages = texts.map((text): PreparedPassage => {
    const start = position
    position += text.length
    return {
      start,
      end: position,
      words: wordsOf(text),
      bigrams: bigramsOf(text),
      vector: vectorOf(text, fields.dimensions),
    }
  })
  return {
    id,
    title,
    text: texts.join(''),
    url: `https://example.org/${id}`,
    publishedAt: fields.publishedAt ?? null,
    author: null,
    tags: fields.tags ?? [],
    language: 'zh',
    contentHash: fields.contentHash ?? `hash ${id} ${texts.join('')}`,
    titleWords: wordsOf(title),
    titleBigrams: bigramsOf(title),
    passages,
  }
}

const wordsOf = (text: string) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')

function bigramsOf(text: string): string {
  const letters = text.toLowerCase().match(/[\p{Script=Han}]/gu) ?? []
  return letters
    .slice(1)
    .map((letter, index) => `${letters[index] ?? ''}${letter}`)
    .join(' ')
}
