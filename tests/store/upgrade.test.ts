import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createCollectionTables, createVectorTable } from '../../store/embedded/collection-tables.js'
import { MIGRATIONS } from '../../store/embedded/database.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { Statements } from '../../store/embedded/statements.js'
import { TermRows } from '../../store/embedded/term-rows.js'
import { vectorOf } from './prepared-documents.js'
import { log, temporaryDirectory } from './temporary-archive.js'

const DIMENSIONS = 16
const TEXT = 'the ferry leaves at seven'
const FORMATS = Array.from({ length: MIGRATIONS.length }, (_step, index) => index + 1)

/** Rows of the tables that came later, each from its format on. */
const LATER_ROWS: readonly { readonly from: number; readonly sql: string }[] = [
  { from: 1, sql: `INSERT INTO feedback VALUES (1, 'ans', 'up', 'thanks', '2025')` },
  { from: 2, sql: `INSERT INTO answer_documents VALUES (1, 'ans')` },
  { from: 3, sql: `UPDATE answers SET owner = 'key_a'` },
  {
    from: 4,
    sql: `UPDATE collections SET settings = '{}', settings_version = 3`,
  },
  {
    from: 5,
    sql: `INSERT INTO evaluations VALUES (1, 'eval_a', '2025', 'loopback', '["default"]', 'n', '{}', '[]')`,
  },
  {
    from: 7,
    sql: `INSERT INTO sources VALUES (1, 'src_a', 1, 'url', 'https://example.org/', '{}', 60, 'loopback', '2025', NULL, NULL, NULL, NULL);
      INSERT INTO source_items VALUES (1, 1, 'page', 'print', 1, NULL, NULL);
      INSERT INTO source_documents VALUES (1, 1)`,
  },
  { from: 9, sql: `UPDATE passages SET pages = '[[0,1]]'` },
  {
    from: 10,
    sql: `INSERT INTO keys VALUES ('key_a', 'name', 'reader', NULL, 'hash', '2025', NULL, NULL, NULL);
      INSERT INTO sites VALUES ('st_a', 'name', 'pk_a', 1, '[]', NULL, 5, NULL, '2025', NULL);
      INSERT INTO secrets VALUES ('mine', 'value')`,
  },
  { from: 11, sql: `INSERT INTO webhooks VALUES ('wh_a', 'https://example.org/', '[]', 'secret', '2025')` },
]

type Rows = Record<string, Record<string, unknown>[]>

/** Every row of every table that has a name of its own. Those of FTS5 and of vectors are compared by searching. */
function rowsOf(dataDir: string): Rows {
  const database = new Database(join(dataDir, 'youju.db'), { readonly: true })
  const names = database
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '*[0-9]*' AND name NOT LIKE 'sqlite%'`,
    )
    .pluck()
    .all()
  const rows = names.map(name => [name, database.prepare(`SELECT * FROM "${name}"`).all()])
  database.close()
  return Object.fromEntries(rows) as Rows
}

/** A data directory as an earlier version left it: a document that was replaced, an answer that quotes it, and more. */
function writeEarlier(dataDir: string, format: number): void {
  const database = new Database(join(dataDir, 'youju.db'))
  for (const migration of MIGRATIONS.slice(0, format)) migration(database)
  database.exec(`INSERT INTO models VALUES (1, 'm', ${DIMENSIONS});
    INSERT INTO collections (key, id, name, documents, passages, updated_at) VALUES (1, 'default', 'default', 1, 1, '2025-01-01T00:00:00Z');
    INSERT INTO documents (collection, id, title, sort_ms, tags, content_hash, version, indexed_at, passages)
      VALUES (1, 'ferry', 'title', 0, '[]', 'hash', 1, '2025-01-01T00:00:00Z', 1);
    INSERT INTO passages (id, document, ordinal, start, text) VALUES (1, 1, 0, 0, '${TEXT}')`)
  createCollectionTables(database, 1)
  createVectorTable(database, 1, 1)
  const terms = {
    key: 1,
    titleWords: 'title',
    titleBigrams: '',
    passages: [{ id: 1, words: TEXT, bigrams: '' }],
  }
  const rows = new TermRows(new Statements(database))
  rows.write(1, terms)
  // As the versions before format 13 replaced rows: what was removed went on weighing.
  if (format < 13) {
    for (const table of ['passage_terms_1', 'document_terms_1']) database.exec(`DELETE FROM ${table}`)
    rows.write(1, terms)
  }
  const vector = Buffer.from(vectorOf(TEXT, DIMENSIONS).buffer)
  database.prepare('INSERT INTO vectors_1_1 VALUES (1, ?)').run(vector)
  const quote = { collection: 'default', documentId: 'ferry', start: 0, end: TEXT.length, quote: TEXT }
  database
    .prepare(
      `INSERT INTO answers (id, created_at, question, body, trace) VALUES ('ans', '2025', 'when?', ?, '{}')`,
    )
    .run(JSON.stringify(quote))
  for (const { from, sql } of LATER_ROWS) if (format >= from) database.exec(sql)
  database.pragma('application_id = 1498371402')
  database.pragma(`user_version = ${format}`)
  database.close()
}

describe('A database of an earlier version', () => {
  it.each(FORMATS)('of format %i is brought to the present one, with everything in it', async format => {
    const dataDir = await temporaryDirectory()
    writeEarlier(dataDir, format)
    const before = rowsOf(dataDir)
    const archive = await openEmbeddedArchive({ dataDir, modelId: 'm', dimensions: DIMENSIONS, log })
    expect(rowsOf(dataDir)).toMatchObject(before)
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
