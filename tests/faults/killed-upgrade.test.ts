import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
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
const SEED = 5

function writeManyAnswers(dataDir: string): void {
  writeEarlier(dataDir, 1)
  const database = new Database(join(dataDir, 'youju.db'))
  database.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ANSWERS})
    INSERT INTO answers (id, created_at, question, body, trace)
    SELECT 'ans' || i, '2025', 'when?', body, trace FROM n, answers WHERE id = 'ans'`)
  database.close()
}

function formatOf(dataDir: string): number {
  const database = new Database(join(dataDir, 'youju.db'), { readonly: true })
  const format = Number(database.pragma('user_version', { simple: true }))
  database.close()
  return format
}

async function expectWhole(dataDir: string): Promise<void> {
  const archive = await openEmbeddedArchive({ dataDir, modelId: 'm', dimensions: DIMENSIONS, log })
  expect(await archive.document('default', 'ferry')).toMatchObject({ text: TEXT })
  expect(await archive.answer(`ans${ANSWERS}`)).toMatchObject({ body: { quote: TEXT } })
  await archive.close()
  const { checks } = await embeddedMaintenance(dataDir).verify({ full: true, modelId: 'm' })
  expect(checks.flatMap(({ details }) => details)).toEqual([])
}

describe('An upgrade', () => {
  it('that nobody disturbs ends with the present format', async () => {
    const dataDir = await temporaryDirectory()
    writeManyAnswers(dataDir)
    const child = Child.start('upgrade', dataDir)
    await child.end()
    expect(formatOf(dataDir)).toBe(MIGRATIONS.length)
    await expectWhole(dataDir)
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
      let unfinished = 0
      for (let round = 0; round < ROUNDS; round++) {
        const dataDir = await temporaryDirectory()
        writeManyAnswers(dataDir)
        const child = Child.start('upgrade', dataDir)
        await child.until(() => child.told.length > 0)
        const until = performance.now() + random() * 300
        while (performance.now() < until) await new Promise(setImmediate)
        await child.kill()
        if (!child.told.includes('upgraded')) unfinished++
        await expectWhole(dataDir)
        await rm(dataDir, { recursive: true })
      }
      report(`${ROUNDS} kills of upgrades (seed ${SEED})`, { unfinished, lost: 0 })
      expect(unfinished).toBeGreaterThan(0)
    },
  )
})
