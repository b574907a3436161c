/**
 * Fits the confidence model (answer/confidence-model.ts): a logistic model of the evidence. Each question of
 * the sets given is asked three ways: as it is (right when the best sentence is of a right document), with the
 * right documents left out, and of another set's archive (both times there is no right answer). Prints the
 * weights, how well calibrated they are, and what each threshold refuses, as JSON.
 *
 * node dist/bench/fit-confidence.js SET_DIR… [--check SET_DIR…]   (sets in the form of shared/data/eval)
 */
import { CONFIDENCE_FEATURES, confidenceOf, type ConfidenceModel } from '../answer/confidence.js'
import type { ConfidenceFeatures } from '../answer/confidence.js'
import { consider } from '../answer/consider.js'
import { openLab, type Lab, type LabQuery, type LabSet } from './lab.js'

type Kind = 'answerable' | 'gold left out' | 'other archive'

interface Example {
  readonly kind: Kind
  readonly features: ConfidenceFeatures
  readonly right: boolean
}

/** How often each kind counts, whatever the number of its examples: what an archive is expected to be asked. */
const SHARES: Readonly<Record<Kind, number>> = {
  answerable: 0.7,
  'gold left out': 0.15,
  'other archive': 0.15,
}
const STEPS = 4000
const RATE = 1
const SHRINKAGE = 1e-4
/** Passages retrieved, as for an answer; more where some are left out. */
const RETRIEVED = 20
const RETRIEVED_WITH_GOLD = 60

async function exampleOf(
  lab: Lab,
  set: LabSet,
  { text, gold }: LabQuery,
  kind: Kind,
): Promise<Example | undefined> {
  const leaveOut = kind === 'gold left out'
  const { hits, asked } = await lab.youju.retriever.search({
    query: text,
    collections: [set.collection],
    limit: leaveOut ? RETRIEVED_WITH_GOLD : RETRIEVED,
  })
  const isGold = (documentId: string) => gold.includes(documentId)
  const kept = leaveOut ? hits.filter(({ passage }) => !isGold(passage.documentId)) : hits
  const considered = await consider(
    { question: text, terms: asked.terms, hits: kept.slice(0, RETRIEVED) },
    { archive: lab.youju.archive, selector: lab.selector },
  )
  const best = considered?.ranked[0]
  if (considered === undefined || best === undefined) return undefined
  return {
    kind,
    features: considered.features,
    right: kind === 'answerable' && isGold(best.passage.documentId),
  }
}

async function examplesOf(lab: Lab, sets: readonly LabSet[]): Promise<Example[]> {
  const examples: (Example | undefined)[] = []
  for (const [index, set] of sets.entries()) {
    const other = sets[(index + 1) % sets.length] ?? set
    for (const query of set.queries) {
      examples.push(await exampleOf(lab, set, query, 'answerable'))
      examples.push(await exampleOf(lab, set, query, 'gold left out'))
      if (other !== set) examples.push(await exampleOf(lab, other, query, 'other archive'))
    }
  }
  return examples.filter(example => example !== undefined)
}

function fit(examples: readonly Example[]): ConfidenceModel {
  const counts = new Map<Kind, number>()
  for (const { kind } of examples) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const names = CONFIDENCE_FEATURES
  const weights = Object.fromEntries(names.map(name => [name, 0])) as Record<(typeof names)[number], number>
  let bias = 0
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Map<string, number>()
    let biasGradient = 0
    for (const { kind, features, right } of examples) {
      const share = SHARES[kind] / (counts.get(kind) ?? 1)
      const error = share * ((right ? 1 : 0) - confidenceOf(features, { bias, weights }))
      biasGradient += error
      for (const name of names) gradient.set(name, (gradient.get(name) ?? 0) + error * features[name])
    }
    bias += RATE * biasGradient
    for (const name of names) {
      weights[name] += RATE * ((gradient.get(name) ?? 0) - SHRINKAGE * weights[name])
    }
  }
  return { bias, weights }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function report(examples: readonly Example[], model: ConfidenceModel) {
  const scored = examples.map(example => ({ ...example, confidence: confidenceOf(example.features, model) }))
  const kinds = Object.keys(SHARES) as Kind[]
  const bins = [0, 0.3, 0.5, 0.7, 0.9].map((from, index, all) => {
    const inside = scored.filter(
      ({ confidence }) => confidence >= from && confidence < (all[index + 1] ?? Infinity),
    )
    return { from, count: inside.length, right: mean(inside.map(({ right }) => (right ? 1 : 0))) }
  })
  const thresholds = [0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6].map(threshold => ({
    threshold,
    refused: Object.fromEntries(
      kinds.map(kind => {
        const asked = scored.filter(example => example.kind === kind)
        return [kind, mean(asked.map(({ confidence }) => (confidence < threshold ? 1 : 0)))]
      }),
    ),
  }))
  return { bins, thresholds }
}

const lab = await openLab()
try {
  const split = process.argv.indexOf('--check')
  const read = async (dirs: readonly string[]) => {
    const sets: LabSet[] = []
    for (const dir of dirs) sets.push(await lab.load(dir))
    return examplesOf(lab, sets)
  }
  const fitted = await read(process.argv.slice(2, split < 0 ? undefined : split))
  const model = fit(fitted)
  const checked = split < 0 ? undefined : report(await read(process.argv.slice(split + 1)), model)
  console.log(JSON.stringify({ model, fitted: report(fitted, model), checked }, null, 1))
} finally {
  await lab.close()
}
