import { splitSentences } from '../core/text/sentences.js'
import type { Token, Tokeniser } from '../core/text/tokenise.js'
import type { Passage, Span } from '../core/types.js'
import { holdsAnswerType, type AnswerType } from './question.js'

/** The question as sentences are measured against it. */
export interface QuestionProfile {
  readonly text: string
  readonly type: AnswerType
  /** Weight of each term (word, part or bigram) by its rarity; interrogatives are not among them. */
  readonly weights: ReadonlyMap<string, number>
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
  readonly tokens: readonly Token[]
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

const termKey = (token: Token) => (token.kind === 'bigram' ? `b:${token.term}` : `w:${token.term}`)

/** How much a matched term counts beside a whole word. */
const KIND_WEIGHT = { word: 1, part: 0.5, bigram: 0.5 } as const

export const tokenWeight = (token: Token, inverseFrequency: number) =>
  KIND_WEIGHT[token.kind] * inverseFrequency

/**
 * Ranks the sentences of passages by how well they answer, best first. Passages of one document must come
 * in their order in the document for neighbours to be seen.
 */
export function rankSentences(
  passages: readonly ReadPassage[],
  question: QuestionProfile,
  tokeniser: Tokeniser,
): RankedSentence[] {
  const total = sum(question.weights.values())
  const sentences = passages.flatMap(item => sentencesOf(item, tokeniser))
  const coverageOf = (terms: Iterable<string>) => (total > 0 ? weightOf(terms, question) / total : 0)
  const titles = new Map<string, ReadonlySet<string>>()
  return sentences
    .map((sentence, index) => {
      const own = sentence.terms
      const neighbours = [sentences[index - 2], sentences[index - 1], sentences[index + 1]].filter(
        neighbour => neighbour?.passage.documentId === sentence.passage.documentId,
      )
      const title = titleTerms(sentence.passage.title, titles, tokeniser)
      const around = new Set([
        ...own,
        ...title,
        ...neighbours.flatMap(neighbour => [...(neighbour?.terms ?? [])]),
      ])
      const features: SentenceFeatures = {
        coverage: coverageOf(own),
        contextCoverage: coverageOf(around),
        passageScore: sentence.passageScore,
        typeMatch: holdsAnswerType(question.type, unasked(sentence, question)) ? 1 : 0,
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
  readonly tokens: readonly Token[]
  readonly terms: ReadonlySet<string>
}

function sentencesOf({ passage, score }: ReadPassage, tokeniser: Tokeniser): ReadSentence[] {
  return splitSentences(passage.text).map(({ start, end }) => {
    const text = passage.text.slice(start, end)
    const tokens = tokeniser.tokenise(text)
    return {
      passage,
      passageScore: score,
      text,
      tokens,
      terms: new Set(tokens.map(termKey)),
      start: passage.start + start,
      end: passage.start + end,
    }
  })
}

function titleTerms(
  title: string,
  known: Map<string, ReadonlySet<string>>,
  tokeniser: Tokeniser,
): ReadonlySet<string> {
  const found = known.get(title) ?? new Set(tokeniser.tokenise(title).map(termKey))
  known.set(title, found)
  return found
}

function weightOf(terms: Iterable<string>, { weights }: QuestionProfile): number {
  let weight = 0
  for (const term of terms) weight += weights.get(term) ?? 0
  return weight
}

/** The sentence without the words of the question: what it adds, which is where an answer must stand. */
function unasked({ text, tokens }: ReadSentence, { weights }: QuestionProfile): string {
  let rest = ''
  let at = 0
  for (const token of tokens) {
    if (token.kind !== 'word' || !weights.has(termKey(token))) continue
    rest += text.slice(at, Math.max(at, token.start))
    at = Math.max(at, token.end)
  }
  return rest + text.slice(at)
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
