import type { Hit, ShownHit } from '../retrieval/search.js'
import { readingLength } from '../core/text/reading-length.js'
import { clip } from './clip.js'
import type { RankedSentence } from './rank-sentences.js'
import type { QuestionProfile } from './read-sentences.js'
import type { Block, Source } from './answer.js'
import { SourceList } from './source-list.js'

export interface ExtractOptions {
  /** Length of the whole answer in Chinese characters, at most (see readingLength); a sentence that is longer is clipped to clauses. */
  readonly maxLength: number
  /** Most statements. */
  readonly maxBlocks: number
  /** A further sentence needs at least this share of the best one's score. */
  readonly minShare: number
}

export const EXTRACT_DEFAULTS: ExtractOptions = { maxLength: 110, maxBlocks: 3, minShare: 0.8 }

export interface Extract {
  readonly blocks: readonly Block[]
  readonly sources: readonly Source[]
}

/**
 * Makes an answer of the best sentences, each one quoted and cited. Sentences that say what is already said
 * are left out.
 * @param ranked best first
 */
export function extract(
  ranked: readonly RankedSentence[],
  question: QuestionProfile,
  options: ExtractOptions = EXTRACT_DEFAULTS,
): Extract {
  const chosen: Quotation[] = []
  let room = options.maxLength
  const threshold = (ranked[0]?.score ?? 0) * options.minShare
  for (const sentence of ranked.slice(0, 8)) {
    if (chosen.length >= options.maxBlocks || sentence.score < threshold) break
    if (chosen.length > 0 && readingLength(sentence.text) > room) continue
    const span = clip(sentence, question, room)
    const quote = sentence.text.slice(span.start - sentence.start, span.end - sentence.start)
    if (quote.length === 0 || chosen.some(other => repeats(quote, other.quote))) continue
    chosen.push({ sentence, quote, ...span })
    room -= readingLength(quote)
    if (room < MIN_ROOM) break
  }
  return cite(chosen)
}

/** Less room than this holds no further sentence. */
const MIN_ROOM = 10

interface Quotation {
  readonly sentence: RankedSentence
  readonly quote: string
  readonly start: number
  readonly end: number
}

const squash = (text: string) => text.replace(/[\s\p{P}]/gu, '')

function repeats(one: string, other: string): boolean {
  const [short = '', long = ''] = [squash(one), squash(other)].sort((a, b) => a.length - b.length)
  return long.includes(short)
}

function cite(chosen: readonly Quotation[]): Extract {
  const list = new SourceList()
  const blocks = chosen.map(({ sentence: { passage }, quote, start, end }): Block => {
    return { text: quote, citations: [list.cite(passage, { text: quote, start, end }, 1)] }
  })
  return { blocks, sources: list.sources }
}

/** The nearest passages for a refusal, one a document. */
export function nearest(hits: readonly Hit[], limit: number): ShownHit[] {
  const seen = new Set<string>()
  return hits
    .filter(({ passage }) => {
      const key = `${passage.collection}\n${passage.documentId}`
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
    .slice(0, limit)
    .map(({ passage, score, scores, highlights }) => ({ passage, score, scores, highlights }))
}
