import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import type { Storage } from '../../archive.js'
import { documentTermsTable, passageTermsTable } from '../documents/collection-tables.js'
import { databaseFile, openForReading } from '../database.js'
import { serveWorker } from './rpc.js'

/** Measures what takes how much room: reads every page once, so it has a thread and a connection of its own. */

const { dataDir } = workerData as { readonly dataDir: string }
export type StorageHandlers = ReturnType<typeof createHandlers>

const TEXT_TABLES =
  /^(?:passages|documents|document_tags|sqlite_autoindex_documents|passages_by|documents_by|document_tags_by)/
const ANSWER_TABLES = /^(?:answers|answer_documents|feedback|sqlite_autoindex_answers)/
const CACHE_KIBIBYTES = 1024

function createHandlers() {
  const database = openForReading(dataDir, CACHE_KIBIBYTES)
  return {
    measure: (): Omit<Storage, 'disk'> => {
      const sizes = new Map(
        database
          .prepare<[], { name: string; pgsize: number }>(
            'SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE',
          )
          .all()
          .map(({ name, pgsize }) => [name, pgsize]),
      )
      const take = (matches: (name: string) => boolean): number => {
        let bytes = 0
        for (const [name, size] of sizes) {
          if (!matches(name)) continue
          bytes += size
          sizes.delete(name)
        }
        return bytes
      }
      const collections = database
        .prepare<[], { key: number; id: string; documents: number; passages: number }>(
          'SELECT key, id, documents, passages FROM collections ORDER BY id',
        )
        .all()
        .map(({ key, id, documents, passages }) => {
          const terms = [`${passageTermsTable(key)}_`, `${documentTermsTable(key)}_`]
          return {
            ...{ collection: id, documents, passages },
            keywordIndexBytes: take(name => terms.some(prefix => name.startsWith(prefix))),
            vectorsBytes: take(name => name.startsWith(`vectors_${key}_`)),
            indexFilesBytes: indexFilesOf(key),
          }
        })
      const pageBytes = Number(database.pragma('page_size', { simple: true }))
      return {
        databaseBytes: sizeOf(databaseFile(dataDir)),
        logBytes: sizeOf(`${databaseFile(dataDir)}-wal`),
        unusedBytes: pageBytes * Number(database.pragma('freelist_count', { simple: true })),
        textsBytes: take(name => TEXT_TABLES.test(name)),
        answersBytes: take(name => ANSWER_TABLES.test(name)),
        otherBytes: take(() => true),
        collections,
      }
    },
    close: () => {
      database.close()
    },
  }
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0

function indexFilesOf(collectionKey: number): number {
  const folder = join(dataDir, 'vectors')
  if (!existsSync(folder)) return 0
  const own = readdirSync(folder).filter(name => name.startsWith(`${collectionKey}-`))
  const files = own.flatMap(name => readdirSync(join(folder, name)).map(file => join(folder, name, file)))
  return files.reduce((sum, file) => sum + sizeOf(file), 0)
}

serveWorker(createHandlers)
