import { cp, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { damageKeywordIndex } from '../store/damaged-keyword-index.js'
import { seededRandom } from '../store/prepared-documents.js'
import { log, temporaryDirectory } from '../store/temporary-archive.js'
import { CHILD_OPTIONS, childDocument, missingOf } from './child-documents.js'
import { Child } from './child-process.js'
import { report, shortOrLong } from './extent.js'

const ROUNDS = shortOrLong(3, 40)
const SEED = 8
const DOCUMENTS = 400

describe('A repair of the keyword index and its sums', () => {
  let damaged: string
  let foreign: number
  beforeAll(async () => {
    damaged = await temporaryDirectory()
    const archive = await openEmbeddedArchive({ ...CHILD_OPTIONS, dataDir: damaged, log })
    await archive.putDocuments(
      'default',
      Array.from({ length: DOCUMENTS }, (_value, n) => childDocument(n)),
    )
    await archive.close()
    foreign = damageKeywordIndex(damaged, DOCUMENTS)
  })
  afterAll(() => rm(damaged, { recursive: true }))

  const problemsOf = async (dataDir: string) => {
    const { checks } = await embeddedMaintenance(dataDir).verify({
      full: true,
      modelId: CHILD_OPTIONS.modelId,
    })
    return checks.flatMap(({ details }) => details)
  }

  /** @returns how long the repair took until it ended or was killed, and whether it ended */
  async function repair(dataDir: string, killAfterMs: number) {
    const child = Child.start('repair', dataDir)
    await child.until(() => child.told.length > 0)
    const begun = performance.now()
    while (child.isRunning && child.told.length === 1 && performance.now() - begun < killAfterMs)
      await new Promise(setImmediate)
    const ms = performance.now() - begun
    await child.kill()
    return { ms, isDone: child.told.length > 1 }
  }

  it(
    'that is killed leaves nothing worse, and is done by the next one',
    { timeout: shortOrLong(90_000, 900_000) },
    async () => {
      expect((await problemsOf(damaged)).length).toBeGreaterThan(0)
      const random = seededRandom(SEED)
      const counts = { unfinished: 0, 'with less to remove afterwards': 0 }
      // Undisturbed first: that takes its time, and is right at once.
      let longestMs = Infinity
      for (let round = 0; round <= ROUNDS; round++) {
        const dataDir = await temporaryDirectory()
        await cp(damaged, dataDir, { recursive: true })
        const { ms, isDone } = await repair(dataDir, round === 0 ? Infinity : random() * longestMs)
        if (round === 0) {
          longestMs = ms
          expect(await problemsOf(dataDir)).toEqual([])
        }
        if (!isDone) counts.unfinished++
        const archive = await openEmbeddedArchive({ ...CHILD_OPTIONS, dataDir, log })
        expect(await missingOf(archive, ['d0', `d${DOCUMENTS - 1}`])).toEqual([])
        const left = await archive.indexes.prune('default')
        if (left > 0 && left < foreign) counts['with less to remove afterwards']++
        await archive.close()
        expect(await problemsOf(dataDir)).toEqual([])
        await rm(dataDir, { recursive: true })
      }
      report(`${ROUNDS} kills of repairs (seed ${SEED})`, counts)
      expect(counts.unfinished).toBeGreaterThan(0)
    },
  )
})
