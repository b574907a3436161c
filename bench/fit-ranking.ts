/**
 * Fits the weights of the linear ranker (retrieval/rank-model.ts): which mix of document BM25, passage BM25
 * and similarity puts the right document first? The proportions are those with the best nDCG@10, averaged over
 * the sets so that a large one does not decide alone; their scale is the one under which the softmax over the
 * candidates gives the right documents the most probability. Prints the weights and each arm's nDCG@10 as JSON.
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

interface Examples {
  readonly dir: string
  readonly examples: readonly Example[]
  /** Questions whose right document is not among the candidates. */
  readonly missed: number
}

/** Proportions are tried in steps of one in so many. */
const GRID = 20
const SCALES = Array.from({ length: 31 }, (_, index) => 10 + index)

async function examplesOf(lab: Lab, dir: string): Promise<Examples> {
  const set: LabSet = await lab.load(dir)
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
  return { dir, examples, missed }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function fit(sets: readonly Examples[]): RankWeights {
  const proportions: RankWeights[] = []
  for (let document = 0; document <= GRID; document++) {
    for (let passage = 0; passage <= GRID - document; passage++) {
      const similarity = GRID - document - passage
      proportions.push({ document: document / GRID, passage: passage / GRID, similarity: similarity / GRID })
    }
  }
  const mixed = best(proportions, weights => mean(sets.map(set => ndcg(set, weights))))
  const scaled = SCALES.map(scale => ({
    document: scale * mixed.document,
    passage: scale * mixed.passage,
    similarity: scale * mixed.similarity,
  }))
  return best(scaled, weights => mean(sets.map(set => logLikelihood(set, weights))))
}

function best(candidates: readonly RankWeights[], score: (weights: RankWeights) => number): RankWeights {
  const scored = candidates.map(weights => ({ weights, score: score(weights) }))
  return scored.reduce((one, other) => (other.score > one.score ? other : one)).weights
}

/** Mean log probability of the right document. */
function logLikelihood({ examples }: Examples, weights: RankWeights): number {
  return mean(
    examples.map(({ candidates, right }) => {
      const values = candidates.map(candidate => valueOf(candidate, weights))
      const top = Math.max(...values)
      const total = values.reduce((sum, value) => sum + Math.exp(value - top), 0)
      return (values[right] ?? -Infinity) - top - Math.log(total)
    }),
  )
}

function ndcg({ examples, missed }: Examples, weights: RankWeights): number {
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
  const read = async (dirs: readonly string[]) => {
    const sets: Examples[] = []
    for (const dir of dirs) sets.push(await examplesOf(lab, dir))
    return sets
  }
  const fitted = await read(process.argv.slice(2, split < 0 ? undefined : split))
  const weights = fit(fitted)
  const checked = await read(split < 0 ? [] : process.argv.slice(split + 1))
  const table = [...fitted, ...checked].map(set => ({
    dir: set.dir,
    questions: set.examples.length + set.missed,
    keyword: ndcg(set, RANK_WEIGHTS.keyword),
    vector: ndcg(set, RANK_WEIGHTS.vector),
    hybrid: ndcg(set, weights),
    before: ndcg(set, RANK_WEIGHTS.hybrid),
  }))
  console.log(JSON.stringify({ weights, table }, null, 1))
} finally {
  await lab.close()
}
