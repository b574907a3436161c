import { readingLength } from '../core/text/reading-length.js'
import type { Span } from '../core/types.js'
import { answerTypeMatch } from './question.js'
import type { RankedSentence } from './rank-sentences.js'
import type { QuestionProfile } from './read-sentences.js'

const CLAUSE_END = /^[，、；：—]|^[,;:](?!\S)/u
/** A clause of this many code units ends at the next place where a word ends. */
const MAX_CLAUSE = 60
const WORD_BREAK = /^\s|^\p{Script=Han}/u

/**
 * The part of a long sentence that answers: whole clauses, at most `maxLength` long (see readingLength), in
 * document offsets. Of the windows that fit, the one with the most of the question's weight and something of the kind
 * asked for; of a sentence that fits only separators at its edges are left out.
 */
export function clip(sentence: RankedSentence, question: QuestionProfile, maxLength: number): Span {
  const { text } = sentence
  if (readingLength(text) <= maxLength) return trim(sentence, { start: 0, end: text.length })
  const clauses = clausesOf(text, maxLength)
  let best: Span = { start: 0, end: 0 }
  let bestScore = -1
  for (let first = 0; first < clauses.length; first++) {
    const window = windowFrom(clauses, first, maxLength)
    const score = windowScore(sentence, question, window)
    if (score > bestScore) [best, bestScore] = [window, score]
  }
  return trim(sentence, best)
}

interface Clause extends Span {
  readonly length: number
}

/** The clauses of a sentence; one that is longer than a line is cut further, between words, or where it must be. */
function clausesOf(text: string, maxLength: number): Clause[] {
  const clauses: Clause[] = []
  let clause: Clause = { start: 0, end: 0, length: 0 }
  const close = () => {
    if (clause.end > clause.start) clauses.push(clause)
    clause = { start: clause.end, end: clause.end, length: 0 }
  }
  for (const character of text) {
    const { end: at } = clause
    const length = readingLength(character)
    if (clause.length + length > maxLength) close()
    clause = { start: clause.start, end: at + character.length, length: clause.length + length }
    const long = at - clause.start >= MAX_CLAUSE && WORD_BREAK.test(character)
    if (long || CLAUSE_END.test(text.slice(at, at + 2))) close()
  }
  close()
  return clauses
}

/** As many clauses from `first` on as fit; at least one. */
function windowFrom(clauses: readonly Clause[], first: number, maxLength: number): Span {
  let end = first
  let length = 0
  for (let next = first; next < clauses.length; next++) {
    length += clauses[next]?.length ?? 0
    if (length > maxLength && next > first) break
    end = next
  }
  return { start: clauses[first]?.start ?? 0, end: clauses[end]?.end ?? 0 }
}

function windowScore(sentence: RankedSentence, question: QuestionProfile, window: Span): number {
  const inside = sentence.matches.filter(({ start, end }) => start >= window.start && end <= window.end)
  const terms = new Set(inside.map(({ term }) => term))
  let weight = 0
  let total = 0
  for (const [term, value] of question.weights) {
    total += value
    if (terms.has(term)) weight += value
  }
  const kind = 0.2 * answerTypeMatch(question.expected, sentence.text.slice(window.start, window.end))
  return (total > 0 ? weight / total : 0) + kind
}

const SEPARATOR = /[\s，,、；;：:—]/u

/** White space and separators at the edges say nothing. */
function trim(sentence: RankedSentence, window: Span): Span {
  let { start, end } = window
  const { text } = sentence
  while (start < end && SEPARATOR.test(text.charAt(start))) start++
  while (end > start && SEPARATOR.test(text.charAt(end - 1))) end--
  return { start: sentence.start + start, end: sentence.start + end }
}
