import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { LogLines, NOT_BELIEVED } from '../store/log-lines.js'
import { TemporaryArchive } from '../store/temporary-archive.js'
import { clusteredVectors, documentsOf, untilReady } from '../store/vector-corpus.js'

const DIMENSIONS = 64
const PASSAGES = 2000

describe('An archive that is closed soon after it was opened', () => {
  let under: TemporaryArchive
  let lines: LogLines
  beforeEach(async () => {
    lines = new LogLines()
    under = await TemporaryArchive.open({ modelId: 'm', dimensions: DIMENSIONS, log: lines.log })
    await under.archive.putDocuments('default', documentsOf(clusteredVectors(PASSAGES, DIMENSIONS, 50)))
    await untilReady(under.archive)
    await under.archive.close()
  })
  afterEach(() => under.dispose())

  const indexFiles = async () => {
    const { checks } = await embeddedMaintenance(under.dataDir).verify({ modelId: 'm' })
    return checks.find(({ check }) => check === 'index_files')
  }

  it.each([
    ['however far it had come with reading it', () => Promise.resolve()],
    ['when it had read it', untilReady],
  ])('keeps its index file, %s', async (_name, wait) => {
    for (let round = 0; round < 5; round++) await wait(await under.reopen())
    await under.archive.close()
    expect(await indexFiles()).toMatchObject({ examined: 500, problems: 0 })
    expect(lines.count(NOT_BELIEVED)).toBe(0)
  })

  it('has no fault when a damaged index file was to be made anew, and makes it at the next start', async () => {
    const folder = join(under.dataDir, 'vectors', '1-1')
    for (const name of await readdir(folder)) await truncate(join(folder, name), 10)
    expect(await indexFiles()).toMatchObject({ problems: 1 })
    await under.reopen()
    while (lines.count(NOT_BELIEVED) === 0) await new Promise(setImmediate)
    await under.archive.close()
    expect(await indexFiles()).toMatchObject({ problems: 0 })
    await untilReady(await under.reopen())
    await under.archive.close()
    expect(await indexFiles()).toMatchObject({ examined: 500, problems: 0 })
    expect(lines.count(NOT_BELIEVED)).toBe(1)
    expect(await readdir(folder)).toHaveLength(2)
  })
})
