import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createCollectionTables, createVectorTable } from '../../store/embedded/collection-tables.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { initial } from '../../store/embedded/migrations/0001-initial.js'
import { answerDocuments } from '../../store/embedded/migrations/0002-answer-documents.js'
import { owners } from '../../store/embedded/migrations/0003-owners.js'
import { Statements } from '../../store/embedded/statements.js'
import { writeTerms } from '../../store/embedded/term-rows.js'
import { vectorOf } from './prepared-documents.js'
import { log, temporaryDirectory } from './temporary-archive.js'

const DIMENSIONS = 16
const TEXT = 'the ferry leaves at seven'
const FORMATS = [initial, answerDocuments, owners]

/** A data directory as an earlier version left it: one document, and an answer that quotes it. */
function writeEarlier(dataDir: string, format: number): void {
  const database = new Database(join(dataDir, 'youju.db'))
  for (const migration of FORMATS.slice(0, format)) database.exec(migration)
  database.exec(`INSERT INTO models VALUES (1, 'm', ${DIMENSIONS});
    INSERT INTO collections VALUES (1, 'default', 'default', 1, 1, '2025-01-01T00:00:00Z');
    INSERT INTO documents (collection, id, title, sort_ms, tags, content_hash, version, indexed_at, passages)
      VALUES (1, 'ferry', 'title', 0, '[]', 'hash', 1, '2025-01-01T00:00:00Z', 1);
    INSERT INTO passages VALUES (1, 1, 0, 0, '${TEXT}')`)
  createCollectionTables(database, 1)
  createVectorTable(database, 1, 1)
  const passages = [{ id: 1, words: TEXT, bigrams: '' }]
  writeTerms(new Statements(database), 1, { key: 1, titleWords: 'title', titleBigrams: '', passages })
  const vector = Buffer.from(vectorOf(TEXT, DIMENSIONS).buffer)
  database.prepare('INSERT INTO vectors_1_1 VALUES (1, ?)').run(vector)
  const quote = { collection: 'default', documentId: 'ferry', start: 0, end: TEXT.length, quote: TEXT }
  database
    .prepare(
      `INSERT INTO answers (id, created_at, question, body, trace) VALUES ('ans', '2025', 'when?', ?, '{}')`,
    )
    .run(JSON.stringify(quote))
  if (format > 1) database.exec(`INSERT INTO answer_documents VALUES (1, 'ans')`)
  database.pragma('application_id = 1498371402')
  database.pragma(`user_version = ${format}`)
  database.close()
}

describe('A database of an earlier version', () => {
  it.each([1, 2, 3])('of format %i is brought to the present one, with everything in it', async format => {
    const dataDir = await temporaryDirectory()
    writeEarlier(dataDir, format)
    const archive = await openEmbeddedArchive({ dataDir, modelId: 'm', dimensions: DIMENSIONS, log })
    const terms = [{ field: 'words', text: 'ferry' }] as const
    const found = await archive.searchKeyword({ collections: ['default'], terms, limit: 5 })
    expect(found.passages).toMatchObject([{ passageId: 1 }])
    const vector = vectorOf(TEXT, DIMENSIONS)
    const nearest = await archive.searchVector({ collections: ['default'], vector, limit: 1 })
    expect(nearest).toMatchObject([{ passageId: 1 }])
    expect(await archive.answer('ans')).toMatchObject({ body: { quote: TEXT } })
    expect(await archive.withdrawDocument('default', 'ferry', null)).toBe(true)
    expect(await archive.answer('ans')).toMatchObject({ body: { quote: '' } })
    await archive.close()
    const { checks } = await embeddedMaintenance(dataDir).verify({ full: true, modelId: 'm' })
    expect(checks.flatMap(({ details }) => details)).toEqual([])
    await rm(dataDir, { recursive: true })
  })
})
