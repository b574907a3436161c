import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Archive } from '../../store/archive.js'
import { openEmbeddedArchive } from '../../store/embedded/embedded-archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { seededRandom } from '../store/prepared-documents.js'
import { log, temporaryDirectory } from '../store/temporary-archive.js'
import { CHILD_OPTIONS, childDocument } from './child-documents.js'
import { Child } from './child-process.js'
import { report, shortOrLong } from './extent.js'
import { Ledger, type Findings, type Told } from './ledger.js'

const ROUNDS = shortOrLong(5, 200)
const SEED = 21
/** A kill comes up to so long after the last operation that was waited for, ms: in the middle of any. */
const MAX_SPIN_MS = 40

/** Above the numbers that the child gives. */
const NEW = 100_000

/** What did not happen: the check must see it. */
const LIES: readonly { of: string; lie: Told; finding: keyof Findings }[] = [
  {
    of: 'a document that was never kept',
    lie: { acknowledged: { kind: 'put', numbers: [NEW + 1], filling: '' } },
    finding: 'lost',
  },
  {
    of: 'a change that was never made',
    lie: { acknowledged: { kind: 'put', numbers: [NEW], filling: 'other' } },
    finding: 'lost',
  },
  {
    of: 'a deletion that was never done',
    lie: { acknowledged: { kind: 'delete', numbers: [NEW] } },
    finding: 'resurrected',
  },
  {
    of: 'two documents of one transaction, one of which is there',
    lie: { begun: { kind: 'put', numbers: [NEW, NEW + 1], filling: '' } },
    finding: 'partial',
  },
]

describe('A process that is killed', () => {
  let dataDir: string
  beforeAll(async () => {
    dataDir = await temporaryDirectory()
  })
  afterAll(() => rm(dataDir, { recursive: true }))

  const folder = () => join(dataDir, 'vectors', '1-1')
  const unfinished = () =>
    existsSync(folder()) && readdirSync(folder()).some(name => name.endsWith('.hnsw.tmp'))

  /** Lets a child work, and kills it: in every other round while it saves an index. */
  async function runAndKill(ledger: Ledger, round: number, random: () => number): Promise<void> {
    const child = Child.start('change', dataDir, JSON.stringify([SEED + round, ledger.next, ledger.live]))
    const enough = 20 + Math.floor(random() * 40)
    await child.until(() => child.told.length >= enough)
    while (round % 2 === 1 && child.isRunning && !unfinished()) await new Promise(setImmediate)
    const until = performance.now() + (round % 2 === 1 ? 0 : random() * MAX_SPIN_MS)
    while (performance.now() < until) await new Promise(setImmediate)
    expect(child.isRunning).toBe(true)
    await child.kill()
    for (const told of child.told) ledger.hear(told as Told)
  }

  it(
    'loses nothing that it acknowledged, leaves nothing half, and what it deleted is never found again',
    { timeout: shortOrLong(120_000, 1_800_000) },
    async () => {
      const random = seededRandom(SEED)
      const ledger = new Ledger()
      const counts = { lost: 0, 'partial documents': 0, resurrected: 0, 'phantom citations': 0 }
      let killedWhileSaving = 0
      for (let round = 0; round < ROUNDS; round++) {
        await runAndKill(ledger, round, random)
        if (unfinished()) killedWhileSaving++
        const archive = await openEmbeddedArchive({ ...CHILD_OPTIONS, dataDir, log })
        const found = await ledger.compare(archive, random)
        await archive.close()
        counts.lost += found.lost
        counts.resurrected += found.resurrected
        counts['partial documents'] += found.partial
        const { ok, checks } = await embeddedMaintenance(dataDir).verify({
          full: round + 1 === ROUNDS,
          modelId: CHILD_OPTIONS.modelId,
        })
        const phantom = checks.find(({ check }) => check === 'answers')?.problems ?? 0
        counts['phantom citations'] += phantom
        if (phantom === 0) expect({ ok, checks }).toMatchObject({ ok: true })
      }
      const { acknowledged } = ledger
      report(`${ROUNDS} kills (seed ${SEED})`, { 'while saving': killedWhileSaving, acknowledged, ...counts })
      expect(counts).toEqual({ lost: 0, 'partial documents': 0, resurrected: 0, 'phantom citations': 0 })
      expect(acknowledged).toBeGreaterThan(ROUNDS * 8)
      expect(killedWhileSaving).toBeGreaterThan(0)
    },
  )

  describe('and one that ends by itself', () => {
    const told: Told[] = []
    let archive: Archive
    let healthyDir: string
    const ledgerOf = () => {
      const ledger = new Ledger()
      for (const one of told) ledger.hear(one)
      return ledger
    }
    beforeAll(async () => {
      healthyDir = await temporaryDirectory()
      const child = Child.start('change', healthyDir, JSON.stringify([SEED, 0, [], 40]))
      await child.end()
      told.push(...(child.told as Told[]))
      archive = await openEmbeddedArchive({ ...CHILD_OPTIONS, dataDir: healthyDir, log })
      await archive.putDocuments('default', [childDocument(NEW)])
      told.push({ acknowledged: { kind: 'put', numbers: [NEW], filling: '' } })
    })
    afterAll(async () => {
      await archive.close()
      await rm(healthyDir, { recursive: true })
    })

    it('agree with the ledger when nothing happened', async () => {
      const found = await ledgerOf().compare(archive, seededRandom(SEED))
      expect(found).toEqual({ lost: 0, partial: 0, resurrected: 0 })
    })

    it.each(LIES)('disagree with a ledger that was told $of', async ({ lie, finding }) => {
      const ledger = ledgerOf()
      ledger.hear(lie)
      const found = await ledger.compare(archive, seededRandom(SEED))
      const findings = Object.entries(found).filter(([, count]) => count > 0)
      expect(findings.map(([name]) => name)).toContain(finding)
    })
  })
})
