import { createRunFinder } from './common-runs.js'
import { FARTHEST, selectorTokens } from './question-tokens.js'
import { isTopic, readQuestion, readSentence, type ComparedSentence, type Question } from './read-tokens.js'
import { curveOf, dot, pairBucket, perceptron, softplus } from './selector-arithmetic.js'
import type { SelectorModel } from './selector-model.js'
import { createWordMemory, type WordMemory } from './word-memory.js'

/**
 * Scores the sentences of one text, which has a title or not. Gives a logit for each sentence, in their order: the
 * softmax over them is the chance that it is the one that answers.
 */
export type SentenceScorer = (title: string, sentences: readonly string[]) => number[]

/** Tells the sentences that answer a question from the others of one text. It knows Chinese only. */
export interface SentenceSelector {
  /** What is learned of words while scoring one text helps with the next. @returns null for a question without a Chinese character */
  about(question: string): SentenceScorer | null
}

const SHORT = 8
/** What a word of the question counts less than a new one where the kind asked for is looked for. */
const REPEATED = 2

/** How it was trained: embeddings/training/selector. What each step means: docs/decisions/0019. */
export function createSentenceSelector(model: SelectorModel): SentenceSelector {
  const worth = curveOf(model.similarity)
  return {
    about(questionText) {
      if (!/\p{Script=Han}/u.test(questionText)) return null
      const asked = readQuestion(model, questionText)
      const findRuns = createRunFinder(asked.tokens)
      const words = createWordMemory(model, asked)
      return (title, texts) => {
        const question = { ...asked, inTitle: isTopic(asked.tokens, selectorTokens(title)) }
        const sentences = texts.map(text => {
          const sentence = readSentence(model, text)
          return { ...sentence, runs: findRuns(sentence.tokens) }
        })
        const weights = tokenWeights(model, question, sentences)
        const evidenceOf = createReader(model, question, { words, weights, worth })
        return sentences.map(sentence => evidenceOf(sentence) + formOf(model, sentence))
      }
    },
  }
}

/** How much each token of the question counts: by how many sentences hold it, where it stands, and what it is. */
function tokenWeights(
  model: SelectorModel,
  question: Question,
  sentences: readonly ComparedSentence[],
): number[] {
  const count = sentences.length
  const rarity = (holding: number) => Math.log(1 + (count - holding + 0.5) / (holding + 0.5))
  const salience = model.table('salience')
  return question.ids.map((id, index) => {
    const holding = (least: number) =>
      sentences.filter(({ runs }) => (runs.ofQuestion[index] ?? 0) >= least).length
    const inRuns = holding(2)
    const alone = holding(1)
    const features = [
      rarity(inRuns) / 3,
      rarity(alone) / 3,
      Number(question.quoted[index]),
      Number(question.asking[index]),
      inRuns / count,
      Number(question.inTitle[index]),
    ]
    const byDistance = model.distanceWeight[(question.distances[index] ?? 0) + FARTHEST] ?? 0
    const ofToken = (salience.values[id] ?? 0) * salience.scale
    return softplus(perceptron(model.tokenWeight, features) + byDistance + ofToken)
  })
}

interface Reading {
  readonly words: WordMemory
  readonly weights: readonly number[]
  readonly worth: (cosine: number) => number
}

/** What a sentence says about a question. */
function createReader(
  model: SelectorModel,
  question: Question,
  { words, weights, worth }: Reading,
): (sentence: ComparedSentence) => number {
  const kindPairs = model.table('answerKindPairs')
  const { similaritiesOf, kindOf, askedKind: asked } = words

  /** The kind of thing that is asked for, wherever it stands: log-sum-exp over the tokens. */
  function kindIn({ ids, runs: { ofSentence } }: ComparedSentence): number {
    let sum = 0
    for (const [index, id] of ids.entries()) {
      const pair = pairBucket(id, ids[index + 1] ?? 0, model.buckets)
      const isRepeated = (ofSentence[index] ?? 0) >= 2
      sum += Math.exp(kindOf(id) + dot(kindPairs, pair, asked) - (isRepeated ? REPEATED : 0))
    }
    return Math.log(sum)
  }

  /** What of the question stands in the sentence, word for word or in similar words. */
  function matchIn({ tokens, ids, runs: { ofQuestion } }: ComparedSentence): number {
    const nearest = new Float32Array(question.ids.length).fill(-1)
    for (const [index, id] of ids.entries()) {
      const similar = similaritiesOf(id)
      for (let at = 0; at < nearest.length; at++) {
        const value = similar[at] ?? -1
        if (value > (nearest[at] ?? -1) && tokens[index] !== question.tokens[at]) nearest[at] = value
      }
    }
    return weights.reduce((sum, weight, index) => {
      const run = ofQuestion[index] ?? 0
      const exact = model.match[Math.min(run, model.match.length - 1)] ?? 0
      const similar = run >= 2 ? 0 : worth(nearest[index] ?? -1)
      return sum + weight * (exact + similar)
    }, 0)
  }

  /** How far the name of a field (网址：…) is in the question. */
  function fieldIn({ ids, fieldTokens, runs: { ofSentence } }: ComparedSentence): number {
    if (fieldTokens === 0) return 0
    let sum = 0
    for (const [index, id] of ids.slice(0, fieldTokens).entries()) {
      const named = similaritiesOf(id).filter((_value, at) => !question.asking[at] && !question.inTitle[at])
      sum += (ofSentence[index] ?? 0) >= 2 ? 1 : Math.max(0, ...named)
    }
    const share = sum / fieldTokens
    return model.field[0] * share + model.field[1] * share ** 2
  }

  return sentence => {
    if (sentence.ids.length === 0) return 0
    return matchIn(sentence) + model.kind * kindIn(sentence) + fieldIn(sentence)
  }
}

/** How long a sentence is, whether it is a field, and how much it says besides the words of the question. */
function formOf(model: SelectorModel, { tokens, hasColon, runs }: ComparedSentence): number {
  const unasked = runs.ofSentence.filter(length => length < 2).length
  return (
    (model.length * Math.log(1 + tokens.length)) / 5 +
    (hasColon ? model.hasField : 0) +
    (tokens.length < SHORT ? model.isShort : 0) +
    (model.novelty * Math.log(1 + unasked)) / 3
  )
}
