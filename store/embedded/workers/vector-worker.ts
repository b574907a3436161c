import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import type { PassageScore, VectorIndexStatus, VectorQuery } from '../../archive.js'
import { requireCollection } from '../documents/collection-tables.js'
import { databaseFile, guarded, nameFailure, openForReading } from '../database.js'
import type { PassageChange } from '../documents/document-writer.js'
import { filterQuery } from '../documents/filter-query.js'
import { IndexFiles } from '../vectors/index-files.js'
import { sendSignal, serveWorker } from './rpc.js'
import { Statements } from '../statements.js'
import { StoredVectors } from '../vectors/stored-vectors.js'
import { byScore } from '../vectors/top-scores.js'
import { readVectorFile } from '../vectors/trusted-files.js'
import { VectorIndex } from '../vectors/vector-index.js'
import type { PassageFilter } from '../vectors/vector-index-context.js'
import type { VectorIndexSettings } from '../vectors/vector-index-settings.js'

/** Owns every vector index: the library is not safe to use from two threads. */

export interface VectorWorkerData {
  readonly dataDir: string
  readonly modelId: string
  readonly modelKey: number
  readonly dimensions: number
  readonly settings: VectorIndexSettings
}

/** What the thread tells unasked. */
export type VectorSignal =
  | { readonly kind: 'save_due'; readonly collectionKey: number }
  | {
      readonly kind: 'rebuilding'
      readonly collectionKey: number
      /** Of the file that is not believed. */
      readonly generation: number
      readonly reason: string
    }

/** Page cache of this connection: scans read each vector once, so more would not help. */
const CACHE_KIBIBYTES = 4096

const data = workerData as VectorWorkerData
export type VectorHandlers = ReturnType<typeof createHandlers>

function createHandlers() {
  const statements = new Statements(openForReading(data.dataDir, CACHE_KIBIBYTES))
  const stored = new StoredVectors(statements, data.modelKey, data.dimensions)
  const indexes = new Map<number, VectorIndex>()
  const file = databaseFile(data.dataDir)

  const keys = statements.values<[], number>('SELECT key FROM collections').all()
  removeForeignFolders(keys)
  for (const key of keys) indexes.set(key, createIndex(key, stored))

  const indexOf = (collectionKey: number): VectorIndex => {
    const known = indexes.get(collectionKey)
    if (known !== undefined) return known
    const made = createIndex(collectionKey, stored)
    indexes.set(collectionKey, made)
    void openInTurn(new Map([[collectionKey, made]]), statements)
    return made
  }
  const searchOne = (collection: string, query: VectorQuery): PassageScore[] =>
    statements.snapshot(() => {
      const collectionKey = requireCollection(statements.database, collection)
      const filter = passageFilter(statements, collectionKey, query)
      return indexOf(collectionKey).search(query.vector, query.limit, filter)
    })

  return {
    /** Begins to load the saved indexes: called once, when the owner is ready for what this thread tells. */
    loadIndexes: () => {
      void openInTurn(indexes, statements)
    },
    search: (query: VectorQuery) =>
      guarded(file, () =>
        [...new Set(query.collections)].flatMap(one => searchOne(one, query)).sort(byScore),
      ),
    vectors: (ids: readonly number[]) =>
      guarded(file, () => statements.snapshot(() => stored.byPassage(ids))),
    apply: ({ collectionKey, added, removed }: PassageChange) =>
      guarded(file, () => indexOf(collectionKey).apply(added, removed)),
    dropCollection: (collectionKey: number) => {
      indexes.get(collectionKey)?.stop()
      indexes.delete(collectionKey)
      removeForeignFolders([...indexes.keys()])
    },
    rebuild: (collection: string) => {
      indexOf(requireCollection(statements.database, collection)).rebuild()
    },
    collectionKeys: () => [...indexes.keys()],
    save: (collectionKey: number) => indexes.get(collectionKey)?.save(),
    confirm: ({ collectionKey, generation }: { collectionKey: number; generation: number }) =>
      indexes.get(collectionKey)?.confirm(generation),
    status: () => guarded(file, () => statements.snapshot(() => readStatus(statements, stored, indexOf))),
    close: () => {
      for (const index of indexes.values()) index.stop()
      statements.database.close()
    },
  }
}

const vectorsFolder = () => join(data.dataDir, 'vectors')

function createIndex(collectionKey: number, stored: StoredVectors): VectorIndex {
  const files = new IndexFiles({
    folder: join(vectorsFolder(), `${collectionKey}-${data.modelKey}`),
    modelId: data.modelId,
    dimensions: data.dimensions,
    storedVector: id => [...stored.of(collectionKey, [id])][0]?.[1],
  })
  return new VectorIndex({
    collectionKey,
    dimensions: data.dimensions,
    stored,
    files,
    settings: data.settings,
    onSaveDue: () => {
      sendSignal({ kind: 'save_due', collectionKey } satisfies VectorSignal)
    },
    onFailure: endThread,
  })
}

/** One after the other: each may load a large file. */
async function openInTurn(indexes: ReadonlyMap<number, VectorIndex>, statements: Statements): Promise<void> {
  try {
    for (const [collectionKey, index] of indexes) {
      const trusted = readVectorFile(statements, data.modelKey, collectionKey)
      const reason = await index.open(trusted)
      if (trusted === undefined || reason === undefined) continue
      const { generation } = trusted
      sendSignal({ kind: 'rebuilding', collectionKey, generation, reason } satisfies VectorSignal)
    }
  } catch (error) {
    endThread(error)
  }
}

/** The owner hears of it and answers every waiting call; a thread in an unknown state must not go on. */
function endThread(error: unknown): void {
  setImmediate(() => {
    throw nameFailure(error, databaseFile(data.dataDir))
  })
}

/** Folders of collections that are gone. */
function removeForeignFolders(collectionKeys: readonly number[]): void {
  let names: string[] = []
  try {
    names = readdirSync(vectorsFolder())
  } catch {
    // No index was ever saved.
  }
  for (const name of names)
    if (!collectionKeys.includes(Number.parseInt(name, 10)))
      rmSync(join(vectorsFolder(), name), { recursive: true, force: true })
}

function passageFilter(
  statements: Statements,
  collectionKey: number,
  query: VectorQuery,
): PassageFilter | undefined {
  const filter = filterQuery(collectionKey, query.filter)
  if (filter === undefined) return undefined
  const { where, parameters } = filter
  const owners = `CROSS JOIN documents ON documents.key = p.document WHERE ${where}`
  return {
    count: () => {
      const sql = `SELECT coalesce(sum(passages), 0) FROM documents WHERE ${where}`
      return statements.values<unknown[], number>(sql).get(...parameters) ?? 0
    },
    ids: () => {
      const sql = `SELECT p.id FROM documents CROSS JOIN passages p ON p.document = documents.key WHERE ${where}`
      return statements.values<unknown[], number>(sql).all(...parameters)
    },
    among: ids => {
      const sql = `SELECT p.id FROM json_each(?) asked CROSS JOIN passages p ON p.id = asked.value ${owners}`
      return new Set(statements.values<unknown[], number>(sql).all(JSON.stringify(ids), ...parameters))
    },
  }
}

function readStatus(
  statements: Statements,
  stored: StoredVectors,
  indexOf: (collectionKey: number) => VectorIndex,
): VectorIndexStatus[] {
  return statements
    .rows<[], { key: number; id: string; passages: number }>(
      'SELECT key, id, passages FROM collections ORDER BY id',
    )
    .all()
    .map(({ key, id, passages }) => ({
      collection: id,
      ...indexOf(key).status,
      missing: passages - stored.count(key),
    }))
}

serveWorker(createHandlers)
