import type { Token } from '../core/text/tokenise.js'
import type { Span } from '../core/types.js'
import { holdsAnswerType } from './question.js'
import type { QuestionProfile, RankedSentence } from './rank-sentences.js'

const CLAUSE_END = /[，,、；;：:—]|\s(?=\p{L})/u

/**
 * The part of a long sentence that answers: whole clauses, at most `maxLength` characters, in document
 * offsets. Of the windows that fit, the one with the most of the question's weight and something of the kind
 * asked for; a sentence that fits is returned whole.
 */
export function clip(sentence: RankedSentence, question: QuestionProfile, maxLength: number): Span {
  if (sentence.text.length <= maxLength) return { start: sentence.start, end: sentence.end }
  const ends = clauseEnds(sentence.text)
  let best: Span = { start: 0, end: nextFit(ends, 0, maxLength) }
  let bestScore = -1
  for (const start of [0, ...ends]) {
    const end = nextFit(ends, start, maxLength)
    if (end <= start) continue
    const score = windowScore(sentence, question, { start, end })
    if (score > bestScore) {
      best = { start, end }
      bestScore = score
    }
  }
  return trim(sentence, best)
}

/** Offsets right after each clause, the last one being the length. */
function clauseEnds(text: string): number[] {
  const ends: number[] = []
  for (let at = 0; at < text.length; at++) if (CLAUSE_END.test(text.slice(at, at + 2))) ends.push(at + 1)
  if (ends.at(-1) !== text.length) ends.push(text.length)
  return ends
}

/** The farthest clause end within `maxLength` of `start`; a clause that is longer is cut between characters. */
function nextFit(ends: readonly number[], start: number, maxLength: number): number {
  const fitting = ends.filter(end => end > start && end - start <= maxLength).at(-1)
  return fitting ?? Math.min(ends.at(-1) ?? start, start + maxLength)
}

function windowScore(sentence: RankedSentence, question: QuestionProfile, window: Span): number {
  const inside = (token: Token) => token.start >= window.start && token.end <= window.end
  const terms = new Set(
    sentence.tokens.filter(inside).map(token => `${token.kind === 'bigram' ? 'b' : 'w'}:${token.term}`),
  )
  let weight = 0
  let total = 0
  for (const [term, value] of question.weights) {
    total += value
    if (terms.has(term)) weight += value
  }
  const kind = holdsAnswerType(question.type, sentence.text.slice(window.start, window.end)) ? 0.2 : 0
  return (total > 0 ? weight / total : 0) + kind
}

/** White space and separators at the edges say nothing; a surrogate pair stays whole. */
function trim(sentence: RankedSentence, window: Span): Span {
  let { start, end } = window
  const { text } = sentence
  while (start < end && /[\s，,、；;：:]/u.test(text.charAt(start))) start++
  while (end > start && /[\s，,、；;：:]/u.test(text.charAt(end - 1))) end--
  if (/[\uDC00-\uDFFF]/.test(text.charAt(start))) start++
  if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end--
  return { start: sentence.start + start, end: sentence.start + end }
}
