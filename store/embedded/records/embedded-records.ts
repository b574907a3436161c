import type { Archive } from '../../archive.js'
import { createAccessRecords } from './embedded-access-records.js'
import { createCuratedAnswers } from './embedded-curated.js'
import { createSourceRecords, type SourceThreads } from './embedded-source-records.js'
import { createWebhooks } from './embedded-webhooks.js'

/** The records of an archive that have an interface of their own. */
export function createRecords(
  threads: SourceThreads,
): Pick<Archive, 'sources' | 'access' | 'webhooks' | 'curated'> {
  return {
    sources: createSourceRecords(threads),
    access: createAccessRecords(threads),
    webhooks: createWebhooks(threads),
    curated: createCuratedAnswers(threads),
  }
}
