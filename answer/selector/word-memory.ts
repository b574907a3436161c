import { FARTHEST } from './question-tokens.js'
import type { AskedTokens } from './read-tokens.js'
import { dot, pairBucket, products, rowOf, valueAt } from './selector-arithmetic.js'
import type { SelectorModel } from './selector-model.js'

/** What words are to a question; kept, since most stand in several sentences. */
export interface WordMemory {
  /** The cosine of a word with each token of the question. */
  readonly similaritiesOf: (id: number) => Float32Array
  /** How far a word is of the kind asked for. */
  readonly kindOf: (id: number) => number
  readonly askedKind: Float32Array
}

/** Reads words for one question. */
export function createWordMemory(model: SelectorModel, question: AskedTokens): WordMemory {
  const [meanings, kinds] = [model.table('meaning'), model.table('answerKind')]
  const asked = askedKind(model, question)
  const rows = question.ids.map(id => rowOf(meanings, id))
  const similarities = new Map<number, Float32Array>()
  const kindScores = new Map<number, number>()
  return {
    askedKind: asked,
    similaritiesOf(id) {
      const found = similarities.get(id) ?? products(meanings, id, rows)
      similarities.set(id, found)
      return found
    },
    kindOf(id) {
      const score = kindScores.get(id) ?? dot(kinds, id, asked)
      kindScores.set(id, score)
      return score
    },
  }
}

/** What the words at and around the interrogative ask for. */
function askedKind(model: SelectorModel, question: AskedTokens): Float32Array {
  const [kinds, pairs] = [model.table('askedKind'), model.table('askedKindPairs')]
  const asked = new Float32Array(kinds.columns)
  let total = 0
  for (const [index, id] of question.ids.entries()) {
    const attention = Math.exp(model.distanceAttention[(question.distances[index] ?? 0) + FARTHEST] ?? 0)
    total += attention
    const pair = pairBucket(id, question.ids[index + 1] ?? 0, model.buckets)
    for (let column = 0; column < kinds.columns; column++) {
      const value = valueAt(kinds, id, column) + valueAt(pairs, pair, column)
      asked[column] = (asked[column] ?? 0) + attention * value
    }
  }
  return asked.map(value => value / Math.sqrt(total + 1e-6))
}
