/**
 * Fits the weights of the linear ranker (retrieval/rank-model.ts): which mix of document BM25, passage BM25
 * and similarity puts the right document first? A listwise softmax with a little shrinkage, by gradient
 * descent, over every set given; prints the weights and each arm's nDCG@10 as JSON.
 *
 * node dist/bench/fit-ranking.js SET_DIR… [--check SET_DIR…]   (sets in the form of shared/data/eval)
 */
import { documentsOf, valueOf, type RankFeatures, type RankWeights } from '../retrieval/fuse.js'
import { gather } from '../retrieval/gather.js'
import { parseQuery } from '../retrieval/query.js'
import { RANK_WEIGHTS } from '../retrieval/rank-model.js'
import { openLab, type Lab, type LabSet } from './lab.js'

interface Example {
  readonly candidates: readonly RankFeatures[]
  /** Index of a right document among the candidates. */
  readonly right: number
}

const NAMES = ['document', 'passage', 'similarity'] as const
const STEPS = 3000
const RATE = 2
const SHRINKAGE = 1e-5

async function examplesOf(lab: Lab, set: LabSet): Promise<{ examples: Example[]; missed: number }> {
  const examples: Example[] = []
  let missed = 0
  for (const { text, gold } of set.queries) {
    const query = parseQuery(text, lab.tokeniser)
    const plan = { text: query.text, terms: query.terms, collections: [set.collection], filter: undefined }
    const { evidence } = await gather(lab.youju, { ...plan, mode: 'hybrid', limit: 50 })
    const documents = documentsOf(evidence)
    const right = documents.findIndex(({ key }) => gold.some(id => key === `${set.collection}\n${id}`))
    if (right < 0) missed++
    else examples.push({ candidates: documents.map(({ features }) => features), right })
  }
  return { examples, missed }
}

function fit(examples: readonly Example[], start: RankWeights): RankWeights {
  let weights = { ...start }
  for (let step = 0; step < STEPS; step++) {
    const gradient = { document: 0, passage: 0, similarity: 0 }
    for (const { candidates, right } of examples) {
      const values = candidates.map(candidate => valueOf(candidate, weights))
      const top = Math.max(...values)
      const odds = values.map(value => Math.exp(value - top))
      const total = odds.reduce((sum, value) => sum + value, 0)
      for (const name of NAMES) {
        const expected = candidates.reduce(
          (sum, item, index) => sum + ((odds[index] ?? 0) / total) * item[name],
          0,
        )
        gradient[name] += (candidates[right]?.[name] ?? 0) - expected
      }
    }
    const next = { ...weights }
    for (const name of NAMES) {
      next[name] = weights[name] + RATE * (gradient[name] / examples.length - SHRINKAGE * weights[name])
    }
    weights = next
  }
  return weights
}

function ndcg(examples: readonly Example[], missed: number, weights: RankWeights): number {
  const gains = examples.map(({ candidates, right }) => {
    const value = valueOf(candidates[right] ?? { document: 0, passage: 0, similarity: 0 }, weights)
    const above = candidates.filter(candidate => valueOf(candidate, weights) > value).length
    return above < 10 ? 1 / Math.log2(above + 2) : 0
  })
  return gains.reduce((sum, gain) => sum + gain, 0) / (examples.length + missed)
}

const lab = await openLab()
try {
  const split = process.argv.indexOf('--check')
  const fitDirs = process.argv.slice(2, split < 0 ? undefined : split)
  const checkDirs = split < 0 ? [] : process.argv.slice(split + 1)
  const fitted = []
  for (const dir of fitDirs) fitted.push({ dir, ...(await examplesOf(lab, await lab.load(dir))) })
  const weights = fit(
    fitted.flatMap(({ examples }) => examples),
    RANK_WEIGHTS.hybrid,
  )
  const checked = []
  for (const dir of checkDirs) checked.push({ dir, ...(await examplesOf(lab, await lab.load(dir))) })
  const table = [...fitted, ...checked].map(({ dir, examples, missed }) => ({
    dir,
    questions: examples.length + missed,
    keyword: ndcg(examples, missed, { ...weights, similarity: 0 }),
    vector: ndcg(examples, missed, { document: 0, passage: 0, similarity: 1 }),
    hybrid: ndcg(examples, missed, weights),
    before: ndcg(examples, missed, RANK_WEIGHTS.hybrid),
  }))
  console.log(JSON.stringify({ weights, table }, null, 1))
} finally {
  await lab.close()
}
