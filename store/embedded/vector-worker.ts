import { workerData } from 'node:worker_threads'
import type { PassageScore, VectorIndexStatus, VectorQuery } from '../archive.js'
import { requireCollection } from './collection-tables.js'
import { databaseFile, guarded, openForReading } from './database.js'
import type { PassageChange } from './document-writer.js'
import { filterQuery } from './filter-query.js'
import { serveWorker } from './rpc.js'
import { Statements } from './statements.js'
import { StoredVectors } from './stored-vectors.js'
import { byScore, innerProduct, TopScores } from './top-scores.js'

export interface VectorWorkerData {
  readonly dataDir: string
  readonly modelKey: number
  readonly dimensions: number
}

const CACHE_KIBIBYTES = 8192

const data = workerData as VectorWorkerData
export type VectorHandlers = ReturnType<typeof createHandlers>

function createHandlers() {
  const statements = new Statements(openForReading(data.dataDir, CACHE_KIBIBYTES))
  const file = databaseFile(data.dataDir)
  const vectors = new StoredVectors(statements, data.modelKey, data.dimensions)

  const searchOne = (collection: string, query: VectorQuery): PassageScore[] => {
    const collectionKey = requireCollection(statements.database, collection)
    const filter = filterQuery(collectionKey, query.filter)
    const top = new TopScores(query.limit)
    const allowed = filter && allowedPassages(filter.sql, filter.parameters)
    const rows = allowed ? vectors.of(collectionKey, allowed) : vectors.all(collectionKey)
    for (const [id, vector] of rows) top.offer(id, innerProduct(vector, query.vector))
    return top.sorted()
  }

  const allowedPassages = (sql: string, parameters: readonly (string | number)[]) =>
    statements
      .values<(string | number)[], number>(`SELECT id FROM passages WHERE document IN (${sql})`)
      .all(...parameters)

  return {
    search: (query: VectorQuery) =>
      guarded(file, () =>
        [...new Set(query.collections)].flatMap(one => searchOne(one, query)).sort(byScore),
      ),
    apply: (change: PassageChange) => change.added.length,
    dropCollection: (collectionKey: number) => collectionKey,
    status: (): VectorIndexStatus[] => [],
    close: () => {
      statements.database.close()
    },
  }
}

serveWorker(createHandlers)
