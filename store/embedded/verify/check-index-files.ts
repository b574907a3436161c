import { join } from 'node:path'
import type { HnswGraph } from '../vectors/hnsw-graph.js'
import { IndexFiles } from '../vectors/index-files.js'
import { StoredVectors } from '../vectors/stored-vectors.js'
import { readVectorFile, type TrustedFile } from '../vectors/trusted-files.js'
import { DEFAULT_VECTOR_INDEX_SETTINGS } from '../vectors/vector-index-settings.js'
import type { CheckContext } from './check-context.js'
import type { Tally } from './tally.js'

/** Passages that are looked for by their own vector, of one index, unless all of them are. */
const SAMPLE_PASSAGES = 500
/** What a passage scores by its own vector at least; its double in another document may come first. */
const OWN_SCORE = 0.99
/** A running service may put a newer file in the place of the one that is being read. */
const MAX_ATTEMPTS = 3

interface Index {
  readonly collection: CheckContext['collections'][number]
  readonly model: CheckContext['models'][number]
}

/**
 * Each index file that the database trusts is whole, fits its sidecar and finds the passages that it holds by
 * their own vectors. A file that is behind is no fault: what it lacks is added when the service starts.
 */
export async function checkIndexFiles(context: CheckContext, tally: Tally): Promise<void> {
  for (const collection of context.collections)
    for (const model of context.models) await checkIndex(context, tally, { collection, model })
}

async function checkIndex(context: CheckContext, tally: Tally, index: Index): Promise<void> {
  const stored = new StoredVectors(context.statements, index.model.key, index.model.dimensions)
  for (let attempt = 1; ; attempt++) {
    const trusted = trustedFile(context, index)
    if (trusted === undefined) {
      noteMissing({ context, tally, index, stored })
      return
    }
    try {
      const passages = context.statements.snapshot(() => stored.passages(index.collection.key))
      const graph = await filesOf(context, index, stored).load(trusted, passages)
      try {
        searchOwn({ context, tally, index, stored }, graph, passages.live)
      } finally {
        graph.dispose()
      }
      return
    } catch (error) {
      const isReplaced = trustedFile(context, index)?.generation !== trusted.generation
      if (isReplaced && attempt < MAX_ATTEMPTS) continue
      tally.examine()
      tally.problem(`${nameOf(index)}: ${error instanceof Error ? error.message : String(error)}`)
      return
    }
  }
}

/** No fault: a service was stopped before it had built one, or had to build it anew. */
function noteMissing({ context, tally, index: { collection, model }, stored }: Search): void {
  if (model.id !== context.modelId) return
  const count = stored.count(collection.key)
  if (count < DEFAULT_VECTOR_INDEX_SETTINGS.minGraphPassages) return
  tally.note(
    `${collection.id} has no index file for its ${count} passages; the service builds it when it runs`,
  )
}

const nameOf = ({ collection, model }: Index) => `the index file of ${collection.id} (${model.id})`

function trustedFile({ statements }: CheckContext, { model, collection }: Index): TrustedFile | undefined {
  return readVectorFile(statements, model.key, collection.key)
}

function filesOf({ dataDir }: CheckContext, { collection, model }: Index, stored: StoredVectors): IndexFiles {
  return new IndexFiles({
    folder: join(dataDir, 'vectors', `${collection.key}-${model.key}`),
    modelId: model.id,
    dimensions: model.dimensions,
    storedVector: id => [...stored.of(collection.key, [id])][0]?.[1],
  })
}

interface Search {
  readonly context: CheckContext
  readonly tally: Tally
  readonly index: Index
  readonly stored: StoredVectors
}

function searchOwn({ context, tally, index, stored }: Search, graph: HnswGraph, live: ReadonlySet<number>) {
  const labels = graph.sample(context.full ? Infinity : SAMPLE_PASSAGES)
  for (const [id, vector] of stored.of(index.collection.key, labels)) {
    tally.examine()
    const [best] = graph.search(vector, 1)
    if (best === undefined || best.score < OWN_SCORE)
      tally.problem(`${nameOf(index)} does not find passage ${id} by its own vector`)
  }
  const waiting = [...live].filter(id => !graph.holds(id)).length
  if (waiting > 0)
    tally.note(`${waiting} passages of ${index.collection.id} wait to be written into the index file`)
  if (!context.full && live.size > labels.length)
    tally.note(
      `${labels.length} of ${live.size} passages of ${index.collection.id} were looked for; --full looks for all`,
    )
}
