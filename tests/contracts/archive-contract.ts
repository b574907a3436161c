import { afterEach, beforeEach, describe } from 'vitest'
import { ArchiveProbe, type ArchiveUnderTest } from './archive-probe.js'
import { collectionsContract } from './collections-contract.js'
import { documentsContract } from './documents-contract.js'
import { pinsContract } from './pins-contract.js'
import { recordsContract } from './records-contract.js'
import { retrievalContract } from './retrieval-contract.js'
import { withdrawalsContract } from './withdrawals-contract.js'

/** What every Archive promises. @param open makes an empty archive of `DIMENSIONS` dimensions */
export function archiveContract(name: string, open: () => Promise<ArchiveUnderTest>): void {
  describe(`${name} keeps the contract of an archive`, () => {
    const probe = new ArchiveProbe(open)
    beforeEach(() => probe.open())
    afterEach(() => probe.dispose())
    collectionsContract(probe)
    documentsContract(probe)
    retrievalContract(probe)
    recordsContract(probe)
    withdrawalsContract(probe)
    pinsContract(probe)
  })
}
