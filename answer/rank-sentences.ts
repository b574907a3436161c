import { splitSentences } from '../core/text/sentences.js'
import type { TermMatch, TermMatcher } from '../core/text/term-matcher.js'
import { isHan } from '../core/text/tokenise.js'
import type { Passage, Span } from '../core/types.js'
import { holdsAnswerType, type AnswerType } from './question.js'

/** The question as sentences are measured against it. */
export interface QuestionProfile {
  readonly text: string
  readonly type: AnswerType
  /** What each term (word, part of one, or bigram) counts by its rarity; interrogatives are not among them. */
  readonly weights: ReadonlyMap<string, number>
  /** Finds the terms of `weights` in a text. */
  readonly matcher: TermMatcher
}

/** A passage worth reading for sentences, with its retrieval score in 0..1. */
export interface ReadPassage {
  readonly passage: Passage
  readonly score: number
}

/** What speaks for a sentence; each 0..1. */
export interface SentenceFeatures {
  /** Share of the question's weight that the sentence itself holds. */
  readonly coverage: number
  /** The same with its neighbours and the title. */
  readonly contextCoverage: number
  /** Retrieval score of its passage. */
  readonly passageScore: number
  /** It holds something of the kind asked for. */
  readonly typeMatch: number
}

/** A sentence of a document, in document offsets. */
export interface RankedSentence extends Span {
  readonly passage: Passage
  readonly text: string
  /** The question's terms in it, in offsets of its text. */
  readonly matches: readonly TermMatch[]
  readonly score: number
  readonly features: SentenceFeatures
}

/** How much each feature counts; see docs/decisions/0005 for how they were chosen. */
export const SENTENCE_WEIGHTS = {
  coverage: 1,
  contextCoverage: 0.4,
  passageScore: 0.5,
  typeMatch: 0.2,
} as const

/**
 * Ranks the sentences of passages by how well they answer, best first. Passages of one document must come
 * in their order in the document for neighbours to be seen.
 */
export function rankSentences(passages: readonly ReadPassage[], question: QuestionProfile): RankedSentence[] {
  const total = sum(question.weights.values())
  const sentences = passages.flatMap(item => sentencesOf(item, question))
  const coverageOf = (terms: Iterable<string>) => (total > 0 ? weightOf(terms, question) / total : 0)
  const titles = new Map<string, ReadonlySet<string>>()
  return sentences
    .map((sentence, index) => {
      const own = sentence.terms
      const neighbours = [sentences[index - 2], sentences[index - 1], sentences[index + 1]].filter(
        neighbour => neighbour?.passage.documentId === sentence.passage.documentId,
      )
      const title = titleTerms(sentence.passage.title, titles, question)
      const around = new Set([
        ...own,
        ...title,
        ...neighbours.flatMap(neighbour => [...(neighbour?.terms ?? [])]),
      ])
      const features: SentenceFeatures = {
        coverage: coverageOf(own),
        contextCoverage: coverageOf(around),
        passageScore: sentence.passageScore,
        typeMatch: holdsAnswerType(question.type, unasked(sentence)) ? 1 : 0,
      }
      return { ...sentence, features, score: scoreOf(features) }
    })
    .sort(
      (one, other) => other.score - one.score || one.passage.id - other.passage.id || one.start - other.start,
    )
}

function scoreOf(features: SentenceFeatures): number {
  let score = 0
  let most = 0
  for (const name of ['coverage', 'contextCoverage', 'passageScore', 'typeMatch'] as const) {
    score += SENTENCE_WEIGHTS[name] * features[name]
    most += SENTENCE_WEIGHTS[name]
  }
  return score / most
}

interface ReadSentence extends Span {
  readonly passage: Passage
  readonly passageScore: number
  readonly text: string
  readonly matches: readonly TermMatch[]
  readonly terms: ReadonlySet<string>
}

function sentencesOf({ passage, score }: ReadPassage, { matcher }: QuestionProfile): ReadSentence[] {
  return splitSentences(passage.text).map(({ start, end }) => {
    const text = passage.text.slice(start, end)
    const matches = matcher.match(text)
    return {
      passage,
      passageScore: score,
      text,
      matches,
      terms: termsOf(matches),
      start: passage.start + start,
      end: passage.start + end,
    }
  })
}

function titleTerms(
  title: string,
  known: Map<string, ReadonlySet<string>>,
  { matcher }: QuestionProfile,
): ReadonlySet<string> {
  const found = known.get(title) ?? termsOf(matcher.match(title))
  known.set(title, found)
  return found
}

const termsOf = (matches: readonly TermMatch[]) => new Set(matches.map(({ term }) => term))

function weightOf(terms: Iterable<string>, { weights }: QuestionProfile): number {
  let weight = 0
  for (const term of terms) weight += weights.get(term) ?? 0
  return weight
}

/** The sentence without the words of the question: what it adds, which is where an answer must stand. */
function unasked({ text, matches }: ReadSentence): string {
  let rest = ''
  let at = 0
  for (const { term, start, end } of matches) {
    // A single character (年, 人) is a unit of the answer as often as a word of the question.
    if (isHan(term) && term.length === 1) continue
    rest += text.slice(at, Math.max(at, start))
    at = Math.max(at, end)
  }
  return rest + text.slice(at)
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
