import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MIGRATIONS } from '../../store/embedded/database.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { DIMENSIONS, TEXT, writeEarlier } from '../store/earlier-format.js'
import { seededRandom } from '../store/prepared-documents.js'
import { log, temporaryDirectory } from '../store/temporary-archive.js'
import { Child } from './child-process.js'
import { report, shortOrLong } from './extent.js'

const ROUNDS = shortOrLong(3, 40)
/** Each is read by the second step, which then takes some tenths of a second. */
const ANSWERS = 4000
/** Each is counted by the thirteenth, and its sums are off until then. */
const PASSAGES = 4000
const SEED = 5

function writeManyAnswers(dataDir: string): void {
  writeEarlier(dataDir, 1)
  const database = new Database(join(dataDir, 'youju.db'))
  database.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ANSWERS})
    INSERT INTO answers (id, created_at, question, body, trace)
    SELECT 'ans' || i, '2025', 'when?', body, trace FROM n, answers WHERE id = 'ans'`)
  const terms = `INSERT INTO passage_terms_1 (rowid, words) SELECT id, text FROM passages WHERE document = 2;`
  database.exec(`INSERT INTO documents (collection, id, title, sort_ms, tags, content_hash, version, indexed_at, passages)
    VALUES (1, 'many', 'title', 0, '[]', 'hash', 1, '2025-01-01T00:00:00Z', ${PASSAGES});
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${PASSAGES - 1})
    INSERT INTO passages (document, ordinal, start, text) SELECT 2, i, i * ${TEXT.length}, '${TEXT}' FROM n;
    INSERT INTO vectors_1_1 SELECT id, vector FROM passages, vectors_1_1 WHERE passage = 1 AND document = 2;
    INSERT INTO document_terms_1 (rowid, words) VALUES (2, '${TEXT}');
    UPDATE collections SET documents = 2, passages = ${PASSAGES + 1};
    ${terms} DELETE FROM passage_terms_1 WHERE rowid > 1; ${terms}`)
  database.close()
}

/** Looks at a copy: looking itself would roll back what a kill left. */
async function formatOf(dataDir: string): Promise<number> {
  const copy = await temporaryDirectory()
  await cp(dataDir, copy, { recursive: true })
  const database = new Database(join(copy, 'youju.db'))
  const format = Number(database.pragma('user_version', { simple: true }))
  database.close()
  await rm(copy, { recursive: true })
  return format
}

async function expectWhole(dataDir: string): Promise<void> {
  const archive = await openEmbeddedArchive({ dataDir, modelId: 'm', dimensions: DIMENSIONS, log })
  expect(await archive.document('default', 'ferry')).toMatchObject({ text: TEXT })
  expect(await archive.document('default', 'many')).toMatchObject({ text: TEXT.repeat(PASSAGES) })
  expect(await archive.answer(`ans${ANSWERS}`)).toMatchObject({ body: { quote: TEXT } })
  await archive.close()
  const { checks } = await embeddedMaintenance(dataDir).verify({ full: true, modelId: 'm' })
  expect(checks.flatMap(({ details }) => details)).toEqual([])
}

/** What an upgrade that was cut short and went on wrongly could leave. */
const SPOILT: readonly [string, string][] = [
  ['a passage', 'DELETE FROM passages WHERE id = 2'],
  ['a keyword row', 'DELETE FROM passage_terms_1 WHERE rowid = 2'],
  // As a removal before format 13 did.
  [
    'a sum',
    `INSERT INTO passage_terms_1 (rowid, words) VALUES (90000, 'gone'); DELETE FROM passage_terms_1 WHERE rowid = 90000`,
  ],
  ['a quote', `UPDATE answers SET body = replace(body, '${TEXT}', '') WHERE id = 'ans${ANSWERS}'`],
]

describe('An upgrade', () => {
  let undisturbed: string
  let undisturbedMs: number
  beforeAll(async () => {
    undisturbed = await temporaryDirectory()
    writeManyAnswers(undisturbed)
    const child = Child.start('upgrade', undisturbed)
    await child.until(() => child.told.length > 0)
    const begun = performance.now()
    await child.until(() => child.told.includes('upgraded'))
    undisturbedMs = performance.now() - begun
    await child.end()
  })
  afterAll(() => rm(undisturbed, { recursive: true }))

  it('that nobody disturbs ends with the present format', async () => {
    expect(await formatOf(undisturbed)).toBe(MIGRATIONS.length)
    await expectWhole(undisturbed)
  })

  it.each(SPOILT)('that lost %s would be noticed', async (_name, sql) => {
    const dataDir = await temporaryDirectory()
    await cp(undisturbed, dataDir, { recursive: true })
    const database = new Database(join(dataDir, 'youju.db'))
    database.exec(sql)
    database.close()
    await expect(expectWhole(dataDir)).rejects.toThrow()
    await rm(dataDir, { recursive: true })
  })

  it('whose power was lost before the database had its log rolls back the journal and goes on', async () => {
    const [dataDir, lost] = [await temporaryDirectory(), await temporaryDirectory()]
    writeManyAnswers(dataDir)
    const database = new Database(join(dataDir, 'youju.db'))
    // So small a cache that the change is on its way to the file, its journal with it, before it is committed.
    database.pragma('cache_size = 1')
    database.exec(`BEGIN; UPDATE answers SET body = replace(body, 'quote', 'lost')`)
    for (const name of ['youju.db', 'youju.db-journal']) await cp(join(dataDir, name), join(lost, name))
    database.close()
    await expectWhole(lost)
    for (const folder of [dataDir, lost]) await rm(folder, { recursive: true })
  })

  it(
    'that is killed goes on at the next start, with everything in it',
    { timeout: shortOrLong(90_000, 900_000) },
    async () => {
      const random = seededRandom(SEED)
      const formats: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const dataDir = await temporaryDirectory()
        writeManyAnswers(dataDir)
        const child = Child.start('upgrade', dataDir)
        await child.until(() => child.told.length > 0)
        const until = performance.now() + random() * undisturbedMs
        while (performance.now() < until) await new Promise(setImmediate)
        await child.kill()
        formats.push(await formatOf(dataDir))
        await expectWhole(dataDir)
        await rm(dataDir, { recursive: true })
      }
      const unfinished = formats.filter(format => format < MIGRATIONS.length).length
      report(`${ROUNDS} kills of upgrades (seed ${SEED})`, {
        unfinished,
        'formats met': new Set(formats).size,
        lost: 0,
      })
      expect(unfinished).toBeGreaterThan(0)
    },
  )
})
