import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { prepared } from './prepared-documents.js'
import { temporaryDirectory, TemporaryArchive } from './temporary-archive.js'
import { clusteredVectors, documentsOf, untilReady } from './vector-corpus.js'

/** A small archive of everything, for tests that look at one from outside. */

export const DIMENSIONS = 32
export const OPTIONS = { modelId: 'm', dimensions: DIMENSIONS, vectorIndex: { minGraphPassages: 50 } }
export const QUOTE = 'the ferry leaves at seven'

/** Two collections, 201 passages, an index file with deletions, an answer that quotes. Closed. */
export async function openSmallArchive(): Promise<TemporaryArchive> {
  const whole = await TemporaryArchive.open(OPTIONS)
  const { archive } = whole
  await archive.putCollection('news')
  await archive.putDocuments('default', documentsOf(clusteredVectors(300, DIMENSIONS, 1)))
  await archive.putDocuments('news', [prepared('ferry', [QUOTE], { dimensions: DIMENSIONS })])
  await archive.deleteDocument('default', 'd100')
  const citation = { collection: 'news', documentId: 'ferry', start: 0, end: QUOTE.length, quote: QUOTE }
  await archive.putAnswer({
    id: 'ans',
    createdAt: '2025-01-01T00:00:00Z',
    conversationId: null,
    owner: 'key_a',
    collections: ['news'],
    question: 'when?',
    body: { blocks: [{ text: QUOTE, citations: [citation] }] },
    trace: {},
  })
  await untilReady(archive)
  await archive.close()
  return whole
}

export async function copyOf({ dataDir }: TemporaryArchive): Promise<string> {
  const copy = await temporaryDirectory()
  await cp(dataDir, copy, { recursive: true })
  return copy
}

/** Does to a database what nobody should. */
export const sql =
  (statement: string) =>
  (dataDir: string): Promise<void> => {
    const database = new Database(join(dataDir, 'youju.db'))
    database.unsafeMode()
    database.pragma('foreign_keys = OFF')
    database.exec(statement)
    database.close()
    return Promise.resolve()
  }

export async function flipBit(path: string): Promise<void> {
  const bytes = await readFile(path)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4
  await writeFile(path, bytes)
}
