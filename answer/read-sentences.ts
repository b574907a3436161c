import { readingLength } from '../core/text/reading-length.js'
import { splitSentences } from '../core/text/sentences.js'
import type { TermMatch, TermMatcher } from '../core/text/term-matcher.js'
import { isHan } from '../core/text/tokenise.js'
import type { Passage, Span } from '../core/types.js'
import { answerTypeMatch, type ExpectedAnswer } from './question.js'
import type { SentenceScorer, SentenceSelector } from './selector/sentence-selector.js'

/** The question as sentences are measured against it. */
export interface QuestionProfile {
  readonly text: string
  readonly expected: ExpectedAnswer
  /** What each term (word, part of one, or bigram) counts by its rarity; interrogatives are not among them. */
  readonly weights: ReadonlyMap<string, number>
  /** Finds the terms of `weights` in a text. */
  readonly matcher: TermMatcher
}

/** A document worth reading for sentences. */
export interface ReadDocument {
  /** Some or all of its passages, in order. */
  readonly passages: readonly Passage[]
  /** Retrieval score of its best passage, in 0..1. */
  readonly score: number
}

/** What speaks for a sentence; each 0..1, but for relevance. */
export interface SentenceFeatures {
  /**
   * The selector's log of the chance that, of the sentences of its document, it is the one that answers; absent
   * when the selector is silent. Its logits themselves mean nothing beside those of another document.
   */
  readonly relevance?: number | undefined
  /** Share of the question's weight that the sentence holds with its neighbours and the title. */
  readonly contextCoverage: number
  /**
   * Share of the question's weight that the sentence itself holds, where a term counts less the more sentences
   * of the document hold it: whether it speaks of what is asked about the topic, not merely of the topic.
   */
  readonly focus: number
  /** The same with its neighbours. */
  readonly contextFocus: number
  /** Share of the question's weight that the title and what was read of the document hold together. */
  readonly documentCoverage: number
  /** The same, rare terms counting more: of a name that nobody mentions, the archive says nothing. */
  readonly rareCoverage: number
  /** Retrieval score of its document. */
  readonly documentScore: number
  /** It holds something of the kind asked for. */
  readonly typeMatch: number
  /** How much it says besides the words of the question. */
  readonly novelty: number
}

/** A sentence of a document, in document offsets. */
export interface ReadSentence extends Span {
  readonly passage: Passage
  readonly text: string
  /** The question's terms in it, in offsets of its text. */
  readonly matches: readonly TermMatch[]
  readonly features: SentenceFeatures
}

/** A sentence adds something when it has this much besides the words of the question (see readingLength). */
const NOVEL_LENGTH = 6

/** The sentences of documents with what speaks for each, in the given order; questions are left out. */
export function readSentences(
  documents: readonly ReadDocument[],
  question: QuestionProfile,
  selector: SentenceSelector,
): ReadSentence[] {
  const rareWeights = new Map(Array.from(question.weights, ([term, weight]) => [term, weight ** 2]))
  const shares = { coverageOf: shareOf(question.weights), rareCoverageOf: shareOf(rareWeights) }
  const measures = { ...shares, scorer: selector.about(question.text) }
  return documents.flatMap(document => readDocument(document, question, measures))
}

interface Measures {
  /** Null: it knows nothing of such questions. */
  readonly scorer: SentenceScorer | null
  /** What part of the question's weight a set of terms has; of the whole, or with rare terms counting more. */
  readonly coverageOf: (terms: Iterable<string>) => number
  readonly rareCoverageOf: (terms: Iterable<string>) => number
}

interface FoundSentence extends Span {
  readonly passage: Passage
  readonly text: string
  readonly matches: readonly TermMatch[]
  readonly terms: ReadonlySet<string>
}

function readDocument(
  { passages, score }: ReadDocument,
  question: QuestionProfile,
  { coverageOf, rareCoverageOf, scorer }: Measures,
): ReadSentence[] {
  const sentences = passages.flatMap(passage => sentencesOf(passage, question.matcher))
  const titleText = passages[0]?.title ?? ''
  const asked = questionsBefore(sentences)
  const relevance = scorer && relevanceOf(sentences, asked, texts => scorer(titleText, texts))
  const title = termsOf(question.matcher.match(titleText))
  const everything = new Set([...title, ...sentences.flatMap(({ terms }) => [...terms])])
  const ofDocument = {
    documentCoverage: coverageOf(everything),
    rareCoverage: rareCoverageOf(everything),
    documentScore: score,
  }
  const focusOf = shareOf(focusWeights(sentences, question))
  const read = sentences.map(({ terms: own, ...sentence }, index) => {
    const terms = termsWith(asked[index] ?? [], own)
    const near = [sentences[index - 2], sentences[index - 1], sentences[index + 1]]
    const around = new Set([...terms, ...near.flatMap(neighbour => [...(neighbour?.terms ?? [])])])
    const rest = unasked(sentence)
    const features = {
      relevance: relevance?.[index],
      contextCoverage: coverageOf(new Set([...around, ...title])),
      focus: focusOf(terms),
      contextFocus: focusOf(around),
      ...ofDocument,
      typeMatch: answerTypeMatch(question.expected, rest),
      novelty: Math.min(1, readingLength(rest) / NOVEL_LENGTH),
    }
    return { ...sentence, features }
  })
  return read.filter(({ text }) => !asks(text))
}

/** The log of each sentence's chance among those that can answer: all but questions. */
function relevanceOf(
  sentences: readonly FoundSentence[],
  asked: readonly (readonly FoundSentence[])[],
  score: (texts: readonly string[]) => readonly number[],
): number[] {
  const logits = score(
    sentences.map(({ text }, index) => (asked[index] ?? []).map(question => question.text).join('') + text),
  )
  const able = logits.filter((_logit, index) => !asks(sentences[index]?.text ?? ''))
  const most = able.reduce((one, other) => Math.max(one, other), -Infinity)
  const total = most + Math.log(able.reduce((sum, logit) => sum + Math.exp(logit - most), 0))
  return logits.map(logit => logit - total)
}

const QUESTION = /[?？]["'”’」』）)]*$/u

/** A sentence that asks answers nothing. */
const asks = (text: string) => QUESTION.test(text)

/** Questions in a row that one paragraph answers; more would leave no room to read the answer itself. */
const MAX_QUESTIONS = 3

/**
 * The questions of the text that each of its sentences answers: of FAQ and interviews, those right before a
 * paragraph belong to all of it (谁能申请？能办几张？ … 每户最多两张。), but not to the next line.
 */
function questionsBefore(sentences: readonly FoundSentence[]): readonly (readonly FoundSentence[])[] {
  let questions: FoundSentence[] = []
  return sentences.map((sentence, index) => {
    const before = sentences[index - 1]
    const isAnswering = before !== undefined && !asks(before.text)
    if (isAnswering && startsLine(sentence, before)) questions = []
    if (!asks(sentence.text)) return questions
    questions = isAnswering ? [sentence] : [...questions.slice(1 - MAX_QUESTIONS), sentence]
    return []
  })
}

function termsWith(questions: readonly FoundSentence[], own: ReadonlySet<string>): ReadonlySet<string> {
  if (questions.length === 0) return own
  return new Set([...own, ...questions.flatMap(({ terms }) => [...terms])])
}

function startsLine({ passage, start }: FoundSentence, before: FoundSentence): boolean {
  if (passage.id !== before.passage.id) return true
  return passage.text.slice(before.end - passage.start, start - passage.start).includes('\n')
}

function sentencesOf(passage: Passage, matcher: TermMatcher): FoundSentence[] {
  return splitSentences(passage.text).map(({ start, end }) => {
    const text = passage.text.slice(start, end)
    const matches = matcher.match(text)
    return {
      passage,
      text,
      matches,
      terms: termsOf(matches),
      start: passage.start + start,
      end: passage.start + end,
    }
  })
}

const termsOf = (matches: readonly TermMatch[]) => new Set(matches.map(({ term }) => term))

/** What part of the whole weight a set of terms has. */
function shareOf(weights: ReadonlyMap<string, number>): (terms: Iterable<string>) => number {
  let total = 0
  for (const weight of weights.values()) total += weight
  return terms => {
    let weight = 0
    for (const term of terms) weight += weights.get(term) ?? 0
    return total > 0 ? weight / total : 0
  }
}

/** The weights of the question's terms, each times how rare it is among the sentences of one document. */
function focusWeights(
  sentences: readonly FoundSentence[],
  { weights }: QuestionProfile,
): ReadonlyMap<string, number> {
  const rarity = (holding: number) => Math.log(1 + (sentences.length - holding + 0.5) / (holding + 0.5))
  const most = rarity(0)
  return new Map(
    Array.from(weights, ([term, weight]) => {
      const holding = sentences.filter(({ terms }) => terms.has(term)).length
      return [term, weight * (rarity(holding) / most)] as const
    }),
  )
}

/** The sentence without the words of the question: what it adds, which is where an answer must stand. */
function unasked({ text, matches }: Pick<FoundSentence, 'text' | 'matches'>): string {
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
