import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { allIds, CHILD_OPTIONS, missingOf } from './child-documents.js'
import { Child } from './child-process.js'
import { seededRandom } from './prepared-documents.js'
import { log, temporaryDirectory } from './temporary-archive.js'

const ROUNDS = 8
const MAX_TOTAL_MS = 20_000

describe('A process that is killed', () => {
  let dataDir: string
  beforeAll(async () => {
    dataDir = await temporaryDirectory()
  })
  afterAll(() => rm(dataDir, { recursive: true }))

  const folder = () => join(dataDir, 'vectors', '1-1')
  const unfinished = () =>
    existsSync(folder()) && readdirSync(folder()).some(name => name.endsWith('.hnsw.tmp'))

  it(
    'loses nothing that it acknowledged and leaves nothing half, in the middle of ingesting or of saving an index',
    { timeout: 120_000 },
    async () => {
      const random = seededRandom(21)
      const acknowledged = new Set<string>()
      const until = performance.now() + MAX_TOTAL_MS
      let killedWhileSaving = 0
      for (let round = 0; round < ROUNDS || killedWhileSaving === 0; round++) {
        if (performance.now() > until && round > 2 && killedWhileSaving > 0) break
        const child = Child.start('ingest', dataDir)
        const enough = 20 + Math.floor(random() * 40)
        await child.until(() => child.told.length >= enough)
        while (round % 2 === 1 && !unfinished()) await new Promise(setImmediate)
        await child.kill()
        expect(child.told.length).toBeGreaterThanOrEqual(enough)
        if (unfinished()) killedWhileSaving++
        for (const id of child.told.flat()) acknowledged.add(String(id))
        await expectWhole([...acknowledged])
      }
    },
  )

  async function expectWhole(acknowledged: readonly string[]): Promise<void> {
    const archive = await openEmbeddedArchive({ ...CHILD_OPTIONS, dataDir, log })
    try {
      const ids = await allIds(archive)
      expect(ids).toEqual(expect.arrayContaining([...acknowledged]))
      expect(await missingOf(archive, ids)).toEqual([])
      expect(await archive.collection('default')).toMatchObject({
        documents: ids.length,
        passages: ids.length * 2,
      })
    } finally {
      await archive.close()
    }
  }
})
