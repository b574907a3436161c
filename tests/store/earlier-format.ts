import { join } from 'node:path'
import Database from 'better-sqlite3'
import {
  createCollectionTables,
  createVectorTable,
} from '../../store/embedded/documents/collection-tables.js'
import { MIGRATIONS } from '../../store/embedded/database.js'
import { Statements } from '../../store/embedded/statements.js'
import { TermRows } from '../../store/embedded/keywords/term-rows.js'
import { vectorOf } from './prepared-documents.js'

export const DIMENSIONS = 16
export const TEXT = 'the ferry leaves at seven'

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
  { from: 14, sql: `UPDATE documents SET pinned_at = '2025'` },
  { from: 11, sql: `INSERT INTO webhooks VALUES ('wh_a', 'https://example.org/', '[]', 'secret', '2025')` },
]

/** A data directory as an earlier version left it: a document that was replaced, an answer that quotes it, and more. */
export function writeEarlier(dataDir: string, format: number): void {
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
