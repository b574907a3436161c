import { stemmer } from 'stemmer'
import type { Span } from '../types.js'
import { fold } from './fold.js'
import type { Segmenter } from './segmenter.js'

/**
 * - `word`: a Han word, a stemmed word of another script, a number, or a whole code
 * - `part`: a shorter word inside a longer one, or a piece of a code
 * - `bigram`: two neighbouring Han characters (one, where a run has only one)
 */
export type TokenKind = 'word' | 'part' | 'bigram'

/** A term found in a text, in offsets of the text as given. */
export interface Token extends Span {
  /** Only letters and digits; folded, simplified, stemmed. */
  readonly term: string
  readonly kind: TokenKind
}

export interface Tokeniser {
  /** All tokens, run by run in the order of the text. Linear time. */
  tokenise(text: string): Token[]
  /** The index terms of a text, space-separated: words with their parts, and bigrams. */
  indexTerms(text: string): { words: string; bigrams: string }
}

const RUN =
  /[\p{Script=Han}々〇]+|(?:(?![\p{Script=Han}々〇])[\p{L}\p{N}\p{M}])+(?:['’.,_/+&-](?:(?![\p{Script=Han}々〇])[\p{L}\p{N}\p{M}])+)*/gu
const HAN = /^[\p{Script=Han}々〇]/u
const PIECE = /\p{N}+|[\p{L}\p{M}]+/gu
const NOT_LETTER_OR_DIGIT = /[^\p{L}\p{N}\p{M}]+/gu
/** Longer runs are cut: nobody writes such a word, and it keeps the time of one step bounded. */
const MAX_RUN_LENGTH = 1000

export function createTokeniser(segmenter: Segmenter): Tokeniser {
  return {
    tokenise: text => tokeniseText(segmenter, text),
    indexTerms: text => {
      const words: string[] = []
      const bigrams: string[] = []
      for (const token of tokeniseText(segmenter, text)) {
        const list = token.kind === 'bigram' ? bigrams : words
        list.push(token.term)
      }
      return { words: words.join(' '), bigrams: bigrams.join(' ') }
    },
  }
}

function tokeniseText(segmenter: Segmenter, text: string): Token[] {
  const folded = fold(text)
  const tokens: Token[] = []
  for (const { run, offset } of textRuns(folded.text)) {
    const found = isHan(run) ? hanTokens(segmenter, run) : otherTokens(run)
    for (const token of found) {
      const start = folded.originalOffset(offset + token.start)
      const end = Math.max(folded.originalOffset(offset + token.end), start + 1)
      tokens.push({ term: token.term, kind: token.kind, start, end })
    }
  }
  return tokens
}

/** Whether a run or a term is written in Chinese characters. */
export const isHan = (run: string) => HAN.test(run)

/** The stretches of a folded text that hold words: of Chinese characters, or of other letters and digits. */
export function* textRuns(folded: string): Generator<{ run: string; offset: number }> {
  for (const match of folded.matchAll(RUN)) yield* bounded(match[0], match.index)
}

/** Cuts a monstrous run into pieces, between characters. */
function* bounded(run: string, offset: number): Generator<{ run: string; offset: number }> {
  for (let at = 0; at < run.length;) {
    let end = Math.min(run.length, at + MAX_RUN_LENGTH)
    const unit = run.charCodeAt(end)
    if (unit >= 0xdc00 && unit <= 0xdfff) end++
    yield { run: run.slice(at, end), offset: offset + at }
    at = end
  }
}

function hanTokens(segmenter: Segmenter, run: string): Token[] {
  const tokens: Token[] = segmenter.segment(run).map(word => ({
    term: word.text,
    kind: word.inner ? 'part' : 'word',
    start: word.offset,
    end: word.offset + word.text.length,
  }))
  const characters = Array.from(run)
  if (characters.length === 1) return [...tokens, { term: run, kind: 'bigram', start: 0, end: run.length }]
  let start = 0
  for (let index = 0; index + 1 < characters.length; index++) {
    const first = characters[index] ?? ''
    const term = first + (characters[index + 1] ?? '')
    tokens.push({ term, kind: 'bigram', start, end: start + term.length })
    start += first.length
  }
  return tokens
}

/**
 * The tokens of a run that is not Chinese, in offsets of the run.
 * `PPR-9087` gives ppr9087 whole, then ppr and 9087; `1,000` is 1000; `3.5` stays one number; words are stemmed.
 */
export function otherTokens(run: string): Token[] {
  const word = run.replace(/['’]s$/u, '')
  const pieces = [...word.matchAll(PIECE)]
  const whole = word
    .replace(/(?<=\p{N}),(?=\p{N}{3})/gu, '')
    .replace(/(?<=\p{N})\.(?=\p{N})/gu, 'p')
    .replace(NOT_LETTER_OR_DIGIT, '')
  if (whole.length === 0) return []
  const tokens: Token[] = [{ term: stem(whole), kind: 'word', start: 0, end: word.length }]
  if (pieces.length === 1 || /^[\p{N}.,]+$/u.test(word)) return tokens
  for (const piece of pieces) {
    tokens.push({
      term: stem(piece[0]),
      kind: 'part',
      start: piece.index,
      end: piece.index + piece[0].length,
    })
  }
  return tokens
}

function stem(word: string): string {
  return /^[a-z]{3,}$/.test(word) ? stemmer(word) : word
}
