import { createRunFinder, runLength, type CommonRuns } from './common-runs.js'
import {
  askingTokens,
  distances,
  quotedTokens,
  selectorTokens,
  vocabularyKey,
  type SelectorToken,
} from './question-tokens.js'
import type { SelectorModel } from './selector-model.js'

const MAX_QUESTION_TOKENS = 32
const MAX_SENTENCE_TOKENS = 160
/** A field's name (网址：…) ends within so many tokens. */
const MAX_FIELD_TOKENS = 12

interface Tokens {
  readonly tokens: readonly SelectorToken[]
  /** Rows of the vocabulary. */
  readonly ids: readonly number[]
}

/** A question as the model reads it. */
export interface AskedTokens extends Tokens {
  readonly asking: readonly boolean[]
  readonly quoted: readonly boolean[]
  readonly distances: readonly number[]
}

/** The same beside the title of one text. */
export interface Question extends AskedTokens {
  readonly inTitle: readonly boolean[]
}

interface Sentence extends Tokens {
  /** Tokens before its first colon; 0 when it is no field. */
  readonly fieldTokens: number
  readonly hasColon: boolean
}

/** A sentence with what it shares with the question. */
export interface ComparedSentence extends Sentence {
  readonly runs: CommonRuns
}

function readTokens(model: SelectorModel, text: string, most: number): Tokens {
  const tokens = selectorTokens(text).slice(0, most)
  return { tokens, ids: tokens.map(token => model.idOf(vocabularyKey(token))) }
}

/** Reads a question for the model. */
export function readQuestion(model: SelectorModel, text: string): AskedTokens {
  const { tokens, ids } = readTokens(model, text, MAX_QUESTION_TOKENS)
  const asking = askingTokens(tokens)
  return { tokens, ids, asking, quoted: quotedTokens(tokens), distances: distances(asking) }
}

/** Which tokens name what the text is about: they stand in a run of at least half of its title. */
export function isTopic(tokens: readonly SelectorToken[], title: readonly SelectorToken[]): boolean[] {
  const half = Math.max(2, Math.ceil(runLength(title) / 2))
  const { ofQuestion } = createRunFinder(tokens)(title)
  return tokens.map((_token, index) => (ofQuestion[index] ?? 0) >= half)
}

/** Reads a sentence for the model. */
export function readSentence(model: SelectorModel, text: string): Sentence {
  const read = readTokens(model, text, MAX_SENTENCE_TOKENS)
  const colon = read.tokens.slice(0, MAX_FIELD_TOKENS).indexOf(':')
  return { ...read, fieldTokens: Math.max(0, colon), hasColon: colon >= 0 }
}
