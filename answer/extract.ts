import { readingLength } from '../core/text/reading-length.js'
import type { Segmenter } from '../core/text/segmenter.js'
import type { Hit, ShownHit } from '../retrieval/search.js'
import { documentKey } from '../retrieval/fuse.js'
import { createAgreement, type Agreement } from './agreement.js'
import type { Block, Source } from './answer.js'
import { clip } from './clip.js'
import { datedStatement } from './messages.js'
import type { RankedSentence } from './rank-sentences.js'
import type { QuestionProfile } from './read-sentences.js'
import { SourceList } from './source-list.js'

export interface ExtractOptions {
  /** Length of the whole answer in Chinese characters, at most (see readingLength); a sentence that is longer is clipped to clauses. */
  readonly maxLength: number
  /** Most statements. */
  readonly maxBlocks: number
  /** A further sentence needs at least this share of the best one's odds. */
  readonly minShare: number
}

export const EXTRACT_DEFAULTS: ExtractOptions = { maxLength: 110, maxBlocks: 3, minShare: 0.015 }

export interface Extract {
  readonly blocks: readonly Block[]
  readonly sources: readonly Source[]
}

/** What is asked, and what reads its words. */
export interface Asked {
  readonly profile: QuestionProfile
  readonly segmenter: Segmenter
}

/** Sentences looked at for an answer; further ones could only repeat it. */
const CONSIDERED = 12
/** Sources of one statement. */
const MAX_CITATIONS = 3
/** Less room than this holds no further sentence. */
const MIN_ROOM = 10

/**
 * Makes an answer of the best sentences, each one quoted and cited. What several documents say is said once
 * and cites them all; where documents of different dates contradict the best sentence, the answer is what each
 * of them says, under its date, oldest first.
 * @param ranked best first
 */
export function extract(
  ranked: readonly RankedSentence[],
  { profile, segmenter }: Asked,
  options: ExtractOptions = EXTRACT_DEFAULTS,
): Extract {
  const threshold = (ranked[0]?.score ?? 0) * options.minShare
  const candidates = ranked.slice(0, CONSIDERED).filter(({ score }) => score >= threshold)
  const agreement = createAgreement(profile, segmenter)
  const disputed = disputedBy(candidates, { profile, agreement, options })
  if (disputed.length === 0) return cite(choose(candidates, { profile, agreement, options }))
  const { blocks, sources } = cite(disputed)
  const dated = blocks.map(({ text, citations }): Block => {
    const date = (citations[0]?.publishedAt ?? '').slice(0, 10)
    return { text: datedStatement(text, date, profile.text), citations, disputed: true }
  })
  return { blocks: dated, sources }
}

/** A sentence, or the part of it that is quoted, in document offsets. */
type Quotation = Pick<RankedSentence, 'passage' | 'text' | 'start' | 'end'>

/** A quotation with those of other documents that say the same. */
interface Statement {
  readonly quotation: Quotation
  readonly alsoSaid: readonly (Quotation & { readonly support: number })[]
}

interface Choice {
  readonly profile: QuestionProfile
  readonly agreement: Agreement
  readonly options: ExtractOptions
}

function quoteOf(sentence: RankedSentence, profile: QuestionProfile, room: number): Quotation {
  const { start, end } = clip(sentence, profile, room)
  const text = sentence.text.slice(start - sentence.start, end - sentence.start)
  return { passage: sentence.passage, text, start, end }
}

/** The best sentences that fit, each saying something new; what says the same again becomes a further source. */
function choose(candidates: readonly RankedSentence[], { profile, agreement, options }: Choice): Statement[] {
  const chosen: Statement[] = []
  let room = options.maxLength
  for (const sentence of candidates) {
    const isFull = chosen.length >= options.maxBlocks || room < MIN_ROOM
    const fits = chosen.length === 0 || readingLength(sentence.text) <= room
    const quotation = quoteOf(sentence, profile, isFull || !fits ? options.maxLength : room)
    if (quotation.text === '') continue
    const index = chosen.findIndex(statement => saysAgain(quotation, statement.quotation, agreement) > 0)
    const known = chosen[index]
    if (known !== undefined) chosen[index] = withSource(known, quotation, agreement)
    else if (!isFull && fits && (chosen.length === 0 || !isTitle(quotation))) {
      chosen.push({ quotation, alsoSaid: [] })
      room -= readingLength(quotation.text)
    }
  }
  return chosen
}

/** How well a quotation bears out what is said already, 0..1; 0 when it says something else. */
function saysAgain(quotation: Quotation, said: Quotation, agreement: Agreement): number {
  if (repeats(quotation.text, said.text)) return 1
  const isOther = documentKey(quotation.passage) !== documentKey(said.passage)
  return isOther ? agreement.support(said, quotation) : 0
}

function withSource(statement: Statement, quotation: Quotation, agreement: Agreement): Statement {
  const { quotation: said, alsoSaid } = statement
  const keys = [said, ...alsoSaid].map(({ passage }) => documentKey(passage))
  const isNew = !keys.includes(documentKey(quotation.passage)) && keys.length < MAX_CITATIONS
  const support = Math.min(1, agreement.support(said, quotation))
  return isNew && support > 0
    ? { quotation: said, alsoSaid: [...alsoSaid, { ...quotation, support }] }
    : statement
}

const squash = (text: string) => text.replace(/[\s\p{P}]/gu, '')

/** The title stands with the source: as a further statement it would say nothing. */
const isTitle = ({ text, passage }: Quotation) => squash(text) === squash(passage.title)

function repeats(one: string, other: string): boolean {
  const [short = '', long = ''] = [squash(one), squash(other)].sort((a, b) => a.length - b.length)
  return long.includes(short)
}

/** The best sentence and those that contradict it, each of another date, oldest first; none when nothing does. */
function disputedBy(
  candidates: readonly RankedSentence[],
  { profile, agreement, options }: Choice,
): Statement[] {
  const [best, ...others] = candidates.map(sentence => quoteOf(sentence, profile, options.maxLength / 2))
  if (best === undefined || dateOf(best) === '') return []
  const sides = [best]
  let room = options.maxLength - readingLength(best.text)
  for (const other of others) {
    if (sides.length === options.maxBlocks) break
    const length = readingLength(other.text)
    if (length === 0 || length > room || dateOf(other) === '') continue
    if (!sides.every(side => dateOf(side) !== dateOf(other) && agreement.contradicts(side, other))) continue
    sides.push(other)
    room -= length
  }
  if (sides.length < 2) return []
  sides.sort((one, other) => (dateOf(one) < dateOf(other) ? -1 : 1))
  return sides.map(quotation => ({ quotation, alsoSaid: [] }))
}

const dateOf = ({ passage }: Quotation) => (passage.publishedAt ?? '').slice(0, 10)

function cite(statements: readonly Statement[]): Extract {
  const list = new SourceList()
  const blocks = statements.map(({ quotation, alsoSaid }): Block => {
    const own = list.cite(quotation.passage, quotation, 1)
    const further = alsoSaid.map(other => list.cite(other.passage, other, other.support))
    return { text: quotation.text, citations: [own, ...further] }
  })
  return { blocks, sources: list.sources }
}

/** The nearest passages for a refusal, one a document. */
export function nearest(hits: readonly Hit[], limit: number): ShownHit[] {
  const seen = new Set<string>()
  return hits
    .filter(({ passage }) => {
      const key = documentKey(passage)
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
    .slice(0, limit)
    .map(({ passage, score, scores, highlights }) => ({ passage, score, scores, highlights }))
}
