import type { Youju } from '../main.js'
import { COLLECTION, fill, passagesIn, untilIndexed } from './filling.js'
import { quantile } from './service-process.js'

const WANTED = 10
/** What the retriever asks of the vector arm at least (retrieval/gather.ts). */
const ASKED_BY_RETRIEVER = 60
const BLOCK = 1000
const DELETED_SHARE = 0.3
/** Scores that differ by less are a tie: the same text may be in twice, and either is right. */
const TIE = 1e-6

/**
 * Of the ten that are exactly nearest to a question, how many the vector arm finds: asked for ten, and among the
 * first ten of as many as the retriever asks for. The exact ones by comparing every stored vector.
 */
export async function recall(youju: Youju, questions: readonly string[]) {
  await untilIndexed(youju)
  const { archive, embedder } = youju
  const stored = await storedVectors(youju)
  const vectors = await embedder.embed(questions, 'query')
  const found = { ten: 0, asRetriever: 0 }
  const times: number[] = []
  for (const vector of vectors) {
    const least = tenthBest(stored, vector) - TIE
    const hits = async (limit: number) => {
      const begun = performance.now()
      const list = await archive.searchVector({ collections: [COLLECTION], vector, limit })
      if (limit === ASKED_BY_RETRIEVER) times.push(performance.now() - begun)
      return list.slice(0, WANTED).filter(({ score }) => score >= least).length
    }
    found.ten += await hits(WANTED)
    found.asRetriever += await hits(ASKED_BY_RETRIEVER)
  }
  const share = (count: number) => Number((count / (vectors.length * WANTED)).toFixed(4))
  return {
    ...{ questions: vectors.length, passages: stored.length / archive.dimensions },
    recallAt10: { askedForTen: share(found.ten), askedAsByTheRetriever: share(found.asRetriever) },
    vectorArmMs: { p50: quantile(times, 0.5), p95: quantile(times, 0.95) },
  }
}

/** Deletes three of ten documents, adds as many new passages, and measures again. Changes the archive. */
export async function recallAfterChurn(
  youju: Youju,
  questions: readonly string[],
  { file, isDerived }: { file: string; isDerived: boolean },
) {
  const wanted = await passagesIn(youju)
  const ids = await documentIds(youju)
  const gone = ids.filter((_id, position) => position % 10 < DELETED_SHARE * 10)
  for (const id of gone) await youju.archive.deleteDocument(COLLECTION, id)
  const deleted = wanted - (await passagesIn(youju))
  // What was deleted must not come back.
  const filled = await fill(youju, { file, wanted, isDerived, skip: new Set(gone) })
  return { deleted, filled, ...(await recall(youju, questions)) }
}

async function documentIds({ archive }: Youju): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await archive.documents(COLLECTION, { limit: 200, order: 'oldest', cursor })
    for (const { id } of page.documents) ids.push(id)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return ids
}

/** All of them, one after the other in one array. Ids only grow, so they are asked for block by block. */
async function storedVectors(youju: Youju): Promise<Float32Array> {
  const { archive } = youju
  const total = await passagesIn(youju)
  const all = new Float32Array(total * archive.dimensions)
  let count = 0
  for (let first = 0; count < total; first += BLOCK) {
    const ids = Array.from({ length: BLOCK }, (_, position) => first + position)
    for (const vector of (await archive.vectors(ids)).values()) {
      all.set(vector, count * archive.dimensions)
      count++
    }
  }
  return all
}

/** The score of the tenth of all vectors, by inner product. */
function tenthBest(stored: Float32Array, query: Float32Array): number {
  const best = new Float64Array(WANTED).fill(-Infinity)
  for (let start = 0; start < stored.length; start += query.length) {
    let score = 0
    for (let at = 0; at < query.length; at++) score += (stored[start + at] ?? 0) * (query[at] ?? 0)
    if (score <= (best[WANTED - 1] ?? 0)) continue
    let place = WANTED - 1
    for (; place > 0 && (best[place - 1] ?? 0) < score; place--) best[place] = best[place - 1] ?? 0
    best[place] = score
  }
  return best[WANTED - 1] ?? 0
}
