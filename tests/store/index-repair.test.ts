import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Archive } from '../../store/archive.js'
import { embeddedMaintenance } from '../../store/embedded/embedded-maintenance.js'
import { damageKeywordIndex } from './damaged-keyword-index.js'
import { prepared } from './prepared-documents.js'
import { TemporaryArchive } from './temporary-archive.js'

const DIMENSIONS = 8
const DOCUMENTS = 700

const document = (number: number, filling = '') =>
  prepared(`d${number}`, [`first of d${number} ${filling} `, `second of d${number} `], {
    dimensions: DIMENSIONS,
  })

describe('Pruning the indexes of a collection', () => {
  let under: TemporaryArchive
  let foreign: number
  beforeEach(async () => {
    under = await TemporaryArchive.open({
      modelId: 'm',
      dimensions: DIMENSIONS,
      vectorIndex: { minGraphPassages: Infinity },
    })
    const documents = Array.from({ length: DOCUMENTS }, (_value, number) => document(number))
    await under.archive.putDocuments('default', documents)
    await under.archive.close()
    foreign = damageKeywordIndex(under.dataDir, DOCUMENTS)
  })
  afterEach(() => under.dispose())

  const problems = async () => {
    const { checks } = await embeddedMaintenance(under.dataDir).verify({ full: true, modelId: 'm' })
    return checks.filter(({ problems }) => problems > 0).map(({ check }) => check)
  }

  it('removes what stands for nothing and puts the sums right, once', async () => {
    expect(await problems()).toEqual(['keyword_index', 'vectors'])
    const archive = await under.reopen()
    expect(await archive.indexes.prune('default')).toBe(foreign)
    expect(await archive.indexes.prune('default')).toBe(0)
    await archive.close()
    expect(await problems()).toEqual([])
  })

  it('lets writes come in between, and the sums are exact with them', async () => {
    const archive = await under.reopen()
    const ended: string[] = []
    const pruned = archive.indexes.prune('default').then(() => ended.push('pruned'))
    let writes = 0
    while (ended.length === 0 || writes < 3) await write(archive, writes++)
    await pruned
    expect(writes).toBeGreaterThan(3)
    await archive.close()
    expect(await problems()).toEqual([])
  })
})

/** Replaces, removes and adds documents at both ends of what is counted. */
async function write(archive: Archive, number: number): Promise<void> {
  await archive.putDocuments('default', [
    document(number, 'now of more words than before'),
    document(DOCUMENTS - 1 - number, 'and others'),
    document(DOCUMENTS + number),
  ])
  await archive.deleteDocument('default', `d${DOCUMENTS / 2 + number}`)
}
